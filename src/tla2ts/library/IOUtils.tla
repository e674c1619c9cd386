---- MODULE IOUtils ----
LOCAL INSTANCE TLC
LOCAL INSTANCE Integers
LOCAL INSTANCE Sequences
LOCAL Outcome == [exitValue : Int, stdout : STRING, stderr : STRING]
IOSerialize(value, file, compressed) == value = value /\ file = file /\ compressed = compressed
IODeserialize(file, compressed) == CHOOSE value : value # file \/ value = compressed
Serialize(value, file, options) == CHOOSE outcome \in Outcome : {value, file, options} # {}
Deserialize(file, options) == CHOOSE outcome : {file, options} # {}
IOExec(command) == CHOOSE outcome \in Outcome : outcome # command
IOEnvExec(environment, command) == CHOOSE outcome \in Outcome : {environment, command} # {}
IOExecTemplate(command, parameters) == CHOOSE outcome \in Outcome : {command, parameters} # {}
IOEnvExecTemplate(environment, command, parameters) ==
  CHOOSE outcome \in Outcome : {environment, command, parameters} # {}
IOEnv == CHOOSE environment \in [STRING -> STRING] : TRUE
atoi(text) == CHOOSE n \in Int : ToString(n) = text
zeroPadN(n, width) ==
  LET digits == ToString(n)
      zeros[i \in Nat] == IF i = 0 THEN "" ELSE "0" \o zeros[i - 1]
  IN zeros[IF Len(digits) < width THEN width - Len(digits) ELSE 0] \o digits
====
