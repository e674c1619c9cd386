---- MODULE Toolbox ----
LOCAL INSTANCE Naturals
LOCAL INSTANCE FiniteSets
LOCAL INSTANCE TLC
\* A trace that was found earlier: a specification that explores one, or its configuration, says which.
_TETrace == CHOOSE states : TRUE
\* Where in it the state is that is being looked at; before the first there is none, and after the last it stays.
_TEPosition ==
  LET level == TLCGet("level")
      length == Cardinality(DOMAIN _TETrace)
  IN IF level >= length THEN length ELSE IF level = 0 THEN 1 ELSE level
====
