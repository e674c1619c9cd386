------------------------- MODULE FixedPrimaryBackup -------------------------
(***************************************************************************)
(* Primary-backup replication with the same members all the time: all      *)
(* replicas.  Semi-synchronous and asynchronous replication, which wait    *)
(* for less than all, have no need to leave anybody out.                   *)
(***************************************************************************)
EXTENDS PrimaryBackup

FixedNext ==
  \/ StartFailover
  \/ \E p \in Replica : \E heard \in SUBSET Replica : Promote(p, heard)
  \/ \E r \in Replica :
       \/ \E w \in Write : Serve(r, w)
       \/ \E n \in 1..Len(log[r]) : Acknowledge(r, n)
       \/ \E e \in 1..Last :
            \/ Begin(r, e)
            \/ Fence(r, e)
            \/ \E n \in 0..Len(reign[e].history) : Accept(r, e, n) \/ Follow(r, e, n)

FixedSpec == Init /\ [][FixedNext]_vars
=============================================================================
