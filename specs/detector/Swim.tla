-------------------------------- MODULE Swim --------------------------------
(***************************************************************************)
(* SWIM: members of a group tell each other who is alive.  A member that   *)
(* does not answer is suspected; it may refute that, and is dead to the    *)
(* others if it does not.                                                  *)
(*                                                                         *)
(* Source: Das, Gupta & Motivala, "SWIM: Scalable Weakly-consistent        *)
(* Infection-style Process Group Membership Protocol", DSN 2002, sections  *)
(* 3 and 4.  Of the order of updates (4.2) one thing is otherwise: there,  *)
(* a confirmed failure is final; here a member returns with a larger       *)
(* incarnation, as in Serf, or two halves of a group that was cut in two   *)
(* would stay dead to each other.                                          *)
(*                                                                         *)
(* What is not here, and why.  Pings, and who is asked to ping in          *)
(* another's stead: an answer changes nothing, and no answer may have any  *)
(* reason, so that Suspect is always enabled.  told only grows: an update  *)
(* never heard is lost, heard twice is repeated, heard late is reordered.  *)
(***************************************************************************)
EXTENDS Naturals

CONSTANTS
  Member,
  Incarnation         \* Numbers from 0 on; 0 is that of a member that has never started.

VARIABLES
  incarnation,        \* incarnation[i]: raised by i alone; rests on stable storage.
  view,               \* view[i][j]: what i believes of j, as [incarnation, status].
  told                \* Every update that was ever told, as [member, incarnation, status].

vars == <<incarnation, view, told>>

Status == {"alive", "suspect", "dead"}
Unheard == [incarnation |-> 0, status |-> "alive"]

(* Section 4.2: of two beliefs about a member the one of the larger incarnation holds; in the same, the worse. *)
Rank(status) == CASE status = "alive" -> 0 [] status = "suspect" -> 1 [] status = "dead" -> 2
Overrides(u, v) ==
  \/ u.incarnation > v.incarnation
  \/ u.incarnation = v.incarnation /\ Rank(u.status) > Rank(v.status)

Update(j, n, s) == [member |-> j, incarnation |-> n, status |-> s]
Started(i) == incarnation[i] > 0

Init ==
  /\ incarnation = [i \in Member |-> 0]
  /\ view = [i \in Member |-> [j \in Member |-> Unheard]]
  /\ told = {}

(* i believes this of j from now on, and tells it. *)
Believe(i, j, n, s) ==
  /\ view' = [view EXCEPT ![i][j] = [incarnation |-> n, status |-> s]]
  /\ told' = told \cup {Update(j, n, s)}
-----------------------------------------------------------------------------
(* i starts, for the first time or after a crash: all that it had heard is forgotten, and what was said of it is of the past. *)
Start(i) ==
  LET n == incarnation[i] + 1
  IN  /\ n \in Incarnation
      /\ incarnation' = [incarnation EXCEPT ![i] = n]
      /\ view' = [view EXCEPT ![i] = [j \in Member |-> IF j = i THEN [incarnation |-> n, status |-> "alive"] ELSE Unheard]]
      /\ told' = told \cup {Update(i, n, "alive")}

(* j has not answered i, nor any of those that i has asked to try (section 4.1). *)
Suspect(i, j) ==
  /\ Started(i) /\ i # j
  /\ view[i][j].status = "alive"
  /\ Believe(i, j, view[i][j].incarnation, "suspect")
  /\ UNCHANGED incarnation

(* j was suspect for long enough to refute it. *)
Confirm(i, j) ==
  /\ Started(i)
  /\ view[i][j].status = "suspect"
  /\ Believe(i, j, view[i][j].incarnation, "dead")
  /\ UNCHANGED incarnation

(* i hears of j what overrides its belief. *)
Hear(i, j, n, s) ==
  /\ Started(i) /\ i # j
  /\ Update(j, n, s) \in told
  /\ Overrides(Update(j, n, s), view[i][j])
  /\ Believe(i, j, n, s)
  /\ UNCHANGED incarnation

(* i hears that it is suspect, or dead, and says that it is not: in an incarnation that nobody but itself can begin. *)
Refute(i) ==
  LET n == incarnation[i] + 1
  IN  /\ \E s \in Status \ {"alive"} : Update(i, incarnation[i], s) \in told
      /\ n \in Incarnation
      /\ incarnation' = [incarnation EXCEPT ![i] = n]
      /\ Believe(i, i, n, "alive")
-----------------------------------------------------------------------------
Step(i) ==
  \/ Start(i)
  \/ Refute(i)
  \/ \E j \in Member :
       \/ Suspect(i, j)
       \/ Confirm(i, j)
       \/ \E n \in Incarnation, s \in Status : Hear(i, j, n, s)

Next == \E i \in Member : Step(i)
Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
TypeOK ==
  /\ incarnation \in [Member -> Incarnation]
  /\ view \in [Member -> [Member -> [incarnation : Incarnation, status : Status]]]
  /\ told \subseteq [member : Member, incarnation : Incarnation, status : Status]

(* Nobody knows of an incarnation that its member has not begun. *)
OwnIncarnation == \A i, j \in Member : view[i][j].incarnation <= incarnation[j]

(* A member that runs never believes that it does not. *)
KnowsItself == \A i \in Member : view[i][i] = [incarnation |-> incarnation[i], status |-> "alive"]

(* Whoever is dead had the time to refute it: in that incarnation it was suspect before. *)
SuspectedFirst == \A u \in told : u.status = "dead" => Update(u.member, u.incarnation, "suspect") \in told

(* A belief is never replaced by one that it overrides, but by starting anew. *)
Monotonic ==
  [][\A i, j \in Member :
       incarnation'[i] = incarnation[i] \/ i = j => ~ Overrides(view[i][j], view'[i][j])]_vars

THEOREM Spec => [](TypeOK /\ OwnIncarnation /\ KnowsItself /\ SuspectedFirst) /\ Monotonic
=============================================================================
