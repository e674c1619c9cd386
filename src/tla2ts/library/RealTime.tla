---- MODULE RealTime ----
\* Specifying Systems, chapter 9.
EXTENDS Reals
VARIABLE now
RTBound(A, v, shortest, longest) ==
  LET Tick(t) == t' = IF <<A>>_v \/ ~(ENABLED <<A>>_v)' THEN 0 ELSE t + (now' - now)
      Timer(t) == t = 0 /\ [][Tick(t)]_<<t, v, now>>
      Above(t) == [][A => t >= shortest]_v
      Below(t) == [](t <= longest)
  IN \EE t : Timer(t) /\ Below(t) /\ Above(t)
RTnow(v) ==
  LET Advance == UNCHANGED v /\ now' \in {r \in Real : now < r}
  IN /\ now \in Real
     /\ [][Advance]_now
     /\ \A r \in Real : WF_now(Advance /\ now' > r)
====
