---- MODULE ShiViz ----
\* What ShiViz wants to know of a trace whose variable pc says of each process where it is.
LOCAL INSTANCE Integers
LOCAL INSTANCE FiniteSets
LOCAL INSTANCE Json
INSTANCE Toolbox
\* The process whose pc the step to a state has changed; if it changed none, that of the step before. The first has none.
LOCAL mover[i \in DOMAIN _TETrace] ==
  IF i = 1 THEN "--"
  ELSE LET before == _TETrace[i - 1].pc
           after == _TETrace[i].pc
       IN IF before = after THEN mover[i - 1] ELSE CHOOSE p \in DOMAIN before : before[p] # after[p]
Host == mover[_TEPosition]
\* How many steps each process has taken up to the state: a vector clock of processes that exchange nothing.
Clock ==
  LET at == _TEPosition
  IN ToJsonObject([p \in DOMAIN _TETrace[at].pc |-> Cardinality({i \in 2..at : mover[i] = p})])
====
