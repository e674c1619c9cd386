---------------------------- MODULE StorageCrash ----------------------------
(***************************************************************************)
(* The file system while nobody writes, with data nodes that stop for good *)
(* and packets that rot, for what it promises of the replication factor:   *)
(* as long as Factor nodes live and one of them has an intact copy, each   *)
(* block has Factor intact copies on live nodes again, in the end.         *)
(*                                                                         *)
(* Liveness takes fairness.  The name service finds out who is dead and    *)
(* decides on what is reported (its failure detector is complete, and here *)
(* it is right, too: only nodes that have stopped are taken for dead); live*)
(* nodes scrub, delete what they are told to, and take the copies that     *)
(* they are sent; copies are ordered where they are lacking.  How soon,    *)
(* runs and the benchmark measure: there is no time here.                  *)
(***************************************************************************)
EXTENDS Storage

CONSTANT Failures     \* How many there are in all: against one more before each repair ends nothing helps.

VARIABLES
  crashed,            \* The data nodes that have stopped for good.
  failures            \* So many there were.
all == <<vars, crashed, failures>>

Live == DataNode \ crashed
Good(d, b) == d \in Live /\ Holds(d, b) /\ Intact(replica[b][d], Len(version[b].data))

(* A failure is one that can be made good again: an intact copy is left, and nodes enough to have the others. *)
Repairable == \A b \in Block : version[b].gen > 0 => \E d \in DataNode : Good(d, b)'

Crash(d) ==
  /\ failures < Failures /\ d \in Live
  /\ Cardinality(Live) > Factor
  /\ crashed' = crashed \cup {d} /\ failures' = failures + 1
  /\ UNCHANGED vars
  /\ Repairable

RotOnce(d, b, k) ==
  /\ failures < Failures /\ d \in Live
  /\ Rot(d, b, k)
  /\ failures' = failures + 1 /\ UNCHANGED crashed
  /\ Repairable

Quietly == UNCHANGED <<crashed, failures>>

(* Of the name service. *)
Detect(d) == Quietly /\ d \in crashed /\ \E n \in Index : Dead(n, d)
Count(d) == Quietly /\ \E n \in Index, m \in messages : m.node = d /\ Add(n, m)
Discard(d) == Quietly /\ \E n \in Index, m \in messages : m.node = d /\ RemoveBad(n, m)
Thin(d) == Quietly /\ \E n \in Index, b \in Block : RemoveExcess(n, b, d)

(* Of live data nodes. *)
CopyTo(d) == Quietly /\ d \in Live /\ \E s \in Live, m \in messages, stamp \in Stamps : Copy(s, d, m, stamp)
Take(d, stamp) == Quietly /\ d \in Live /\ \E m \in messages : m.type = "copy" /\ m.stamp = stamp /\ StoreCopy(d, m)
Obey(d) == Quietly /\ d \in Live /\ \E m \in messages : Delete(d, m)
Scrub(d) == Quietly /\ d \in Live /\ \E b \in Block : FindBad(d, b)

(* Any decision may be a copy's stamp. *)
Stamped == 0 .. decided

Repair(d) == Detect(d) \/ Count(d) \/ Discard(d) \/ Thin(d) \/ CopyTo(d) \/ Obey(d) \/ Scrub(d) \/ \E stamp \in Stamped : Take(d, stamp)

CrashNext ==
  \E d \in DataNode :
    \/ Repair(d)
    \/ Crash(d)
    \/ \E b \in Block : \E k \in 1 .. Len(replica[b][d].data) : RotOnce(d, b, k)

Fairness ==
  \A d \in DataNode :
    /\ WF_all(Detect(d)) /\ WF_all(Count(d)) /\ WF_all(Discard(d))
    /\ WF_all(CopyTo(d)) /\ WF_all(Obey(d)) /\ WF_all(Scrub(d))
    (* Of each copy: an old one that comes again and again is no excuse. *)
    /\ \A stamp \in Index : WF_all(Take(d, stamp))

Replicated(b) == version[b].gen > 0 => Cardinality({d \in located[b] : Good(d, b)}) >= Factor

(* Whatever fails, the replication factor is restored. *)
Restoration == \A b \in Block : []<>Replicated(b)
=============================================================================
