---------------------------- MODULE MCThreePhase ----------------------------
(* The bounded model of ThreePhase: two resource managers, two coordinators that take over. *)
EXTENDS ThreePhase

(* Nobody can take over once the coordinator of the last epoch has crashed: that is the bound, not the protocol. *)
OutOfEpochs ==
  \E m \in msgs : m.type = "StateReq" /\ (\A epoch \in Epoch : epoch <= m.epoch) /\ m.rm \in crashed

NonBlockingWithinBounds ==
  \A rm \in RM : <>(rmState[rm] \in {"committed", "aborted"} \/ rm \in crashed \/ OutOfEpochs)
=============================================================================
