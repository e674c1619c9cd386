--------------------------- MODULE AppendOnlyFile ---------------------------
(***************************************************************************)
(* What a replicated block looks like to those who use it: a sequence to   *)
(* which packets are appended, one at a time and each once.  No nodes, no  *)
(* copies, no failures.                                                    *)
(***************************************************************************)
EXTENDS Sequences

CONSTANTS Block, Value

VARIABLE content      \* Of each block the packets that are acknowledged.

Init == content = [b \in Block |-> <<>>]

AppendPacket(b, v) ==
  /\ \A c \in Block : \A k \in DOMAIN content[c] : content[c][k] # v
  /\ content' = [content EXCEPT ![b] = Append(@, v)]

Next == \E b \in Block, v \in Value : AppendPacket(b, v)

Spec == Init /\ [][Next]_content
=============================================================================
