---- MODULE Json ----
ToJson(value) == CHOOSE text \in STRING : text # value
ToJsonArray(value) == CHOOSE text \in STRING : text # value
ToJsonObject(value) == CHOOSE text \in STRING : text # value
JsonSerialize(file, value) == file = file /\ value = value
JsonDeserialize(file) == CHOOSE value : value # file
ndJsonSerialize(file, value) == file = file /\ value = value
ndJsonDeserialize(file) == CHOOSE value : value # file
====
