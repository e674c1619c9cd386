------------------------- MODULE MCChainReplication -------------------------
(* The bounded model of ChainReplication. *)
EXTENDS ChainReplication

CONSTANTS MaxEpoch, s1, s2, s3

Chain == <<s1, s2, s3>>
WithinBounds == Last <= MaxEpoch
=============================================================================
