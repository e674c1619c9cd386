------------------------- MODULE ReplicatedRegister -------------------------
(***************************************************************************)
(* A register as its clients see it, whoever stores it: what has been      *)
(* written in which order, and what has been asked for.  Figure 1 of van   *)
(* Renesse & Schneider, "Chain Replication for Supporting High Throughput  *)
(* and Availability", OSDI 2004: Hist, Pending and the transitions T1 to   *)
(* T3.  The register's value is the last of history.                       *)
(***************************************************************************)
EXTENDS Sequences, Naturals

CONSTANT Write

VARIABLES
  history,            \* Writes that are done.
  pending             \* Writes that are asked for.

WritesOf(s) == {s[i] : i \in 1..Len(s)}

Init == history = <<>> /\ pending = {}

(* T1: clients ask; what is done is not asked for again. *)
Request ==
  /\ \E asked \in SUBSET (Write \ WritesOf(history)) : pending' = pending \cup asked
  /\ UNCHANGED history

(* T2: requests may be lost. *)
Ignore ==
  /\ pending' \in SUBSET pending
  /\ UNCHANGED history

(* T3: some are done, in some order and for good. *)
Process ==
  /\ Len(history') > Len(history)
  /\ history' \in Seq(Write)
  /\ SubSeq(history', 1, Len(history)) = history
  /\ LET done == WritesOf(SubSeq(history', Len(history) + 1, Len(history')))
     IN  done \subseteq pending /\ pending' = pending \ done

Next == Request \/ Ignore \/ Process

Spec == Init /\ [][Next]_<<history, pending>>
=============================================================================
