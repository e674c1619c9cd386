---------------------------- MODULE MCRedisLock ----------------------------
(* The bounded model of RedisLock: two holders, one failover, and few changes. *)
EXTENDS RedisLock, TLC
CONSTANTS MaxToken, MaxOffset
Symmetric == Permutations(Holder)
Few == \A s \in Server : counter[s] <= MaxToken /\ offset[s] <= MaxOffset
=============================================================================
