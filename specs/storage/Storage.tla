------------------------------ MODULE Storage ------------------------------
(***************************************************************************)
(* A replicated file system: a name service says of what blocks files are  *)
(* made and where their replicas are; data nodes hold them.  A writer      *)
(* appends to a block through a pipeline of data nodes; what is lost or    *)
(* rots is replicated again from an intact replica.                        *)
(*                                                                         *)
(* Sources: Ghemawat, Gobioff & Leung, "The Google File System", SOSP 2003 *)
(* (versions of chunks, re-replication, checksums, racks); Shvachko, Kuang,*)
(* Radia & Chansler, "The Hadoop Distributed File System", MSST 2010       *)
(* (pipeline, block reports; generation stamps are Hadoop's versions).     *)
(*                                                                         *)
(* The name service is a state machine over consensus (Raft.tla), so it is *)
(* one here, and never fails.  What it decides has the index of its entry  *)
(* in the log, and that number is everything at once: the generation of a  *)
(* block, and what orders a deletion against the copy that came after it.  *)
(*                                                                         *)
(* What is left out, and why.                                              *)
(* - messages only grows, as in Raft.tla: lost, late and repeated need no  *)
(*   action.  A block report says again what a "stored" message says.      *)
(* - A name server may be behind the others: it speaks of a version that   *)
(*   was once the last (messages of type "version").  That readers are     *)
(*   told the newest is linearizability, which histories are held to.      *)
(* - The links of the pipeline: all of its nodes store, in any order, and  *)
(*   all have to.  Which acknowledgement goes which way is a matter of time.*)
(* - Files: a file is a sequence of blocks, and each is here for itself.   *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
  Block,
  DataNode,
  Value,              \* What writers append: a packet each, and each at most once.
  Index,              \* Positions in the log of the name service, from 1.
  Factor,             \* Replication factor: the copies that a block shall have.
  RackOf,             \* A function: the rack of each data node.
  Rotten              \* What is read in place of a packet that has rotted.

VARIABLES
  decided,            \* The index of the name service's last decision.
  version,            \* Of each block what is acknowledged: its generation, and the packets.
  writing,            \* The write under way: its generation, the packet, the nodes of its pipeline.
  located,            \* The data nodes that the name service counts as having the block.
  removed,            \* removed[b][d]: replicas of b at d with earlier stamps shall be deleted.
  dead,               \* The data nodes that the name service takes for dead.
  replica,            \* replica[b][d]: what is on the disk of d, with its checksums.
  messages,           \* Every message that was ever sent.
  failed              \* For the properties only: where copies have failed that nothing has replaced.

decisions == <<version, writing, located, removed, dead>>
vars == <<decided, version, writing, located, removed, dead, replica, messages, failed>>

Min(a, b) == IF a < b THEN a ELSE b
Max(a, b) == IF a > b THEN a ELSE b
Range(s) == {s[k] : k \in 1 .. Len(s)}
Prefix(s, len) == SubSeq(s, 1, len)

(* Generation 0 is none.  sum[k] is the checksum of packet k: the packet that it was made of.  stamp: the decision that it is *)
(* there by: a write, or the last before a copy was ordered.                                                                  *)
NoReplica == [gen |-> 0, stamp |-> 0, data |-> <<>>, sum |-> <<>>]
NotWriting == [gen |-> 0, value |-> Rotten, nodes |-> {}]

Intact(r, len) == Len(r.data) >= len /\ Prefix(r.data, len) = Prefix(r.sum, len)

Racks(nodes) == {RackOf[d] : d \in nodes}
(* A rack fails as a whole: never all copies in one, where there are two. *)
Spread(nodes) == Cardinality(Racks(nodes)) >= Min(2, Cardinality(Racks(DataNode \ dead)))

Init ==
  /\ decided = 0
  /\ version = [b \in Block |-> [gen |-> 0, data |-> <<>>]]
  /\ writing = [b \in Block |-> NotWriting]
  /\ located = [b \in Block |-> {}]
  /\ removed = [b \in Block |-> [d \in DataNode |-> 0]]
  /\ dead = {}
  /\ replica = [b \in Block |-> [d \in DataNode |-> NoReplica]]
  /\ messages = {}
  /\ failed = [b \in Block |-> {}]

Send(m) == messages' = messages \cup {m}
-----------------------------------------------------------------------------
(* Decisions of the name service.  Every server of it applies the same log; a leader says so when it does, and cannot know    *)
(* whether an earlier leader has said it already: then nothing changes.                                                       *)
Said(n) == n <= decided

(* Not every entry decides something. *)
Later(n) == n > decided

(* A new generation: who wrote before is fenced off.  For a new block the nodes are chosen; else they are all that have it, and *)
(* until these are enough the writer waits.                                                                                   *)
Open(n, b, v, nodes) ==
  IF Said(n) THEN UNCHANGED vars ELSE
     /\ Later(n)
     /\ \A c \in Block : v \notin Range(version[c].data)
     /\ IF version[b].gen = 0
        THEN nodes \cap dead = {} /\ Cardinality(nodes) = Factor /\ Spread(nodes)
        ELSE nodes = located[b] /\ Cardinality(nodes) >= Factor
     /\ decided' = n
     /\ writing' = [writing EXCEPT ![b] = [gen |-> n, value |-> v, nodes |-> nodes]]
     /\ Send([type |-> "write", block |-> b, gen |-> n, offset |-> Len(version[b].data), value |-> v, nodes |-> nodes])
     /\ UNCHANGED <<version, located, removed, dead, replica, failed>>

(* Copies that are counted have failed where they have rotted; what failed elsewhere is made good once these are enough. *)
Healed(b, nodes) ==
  LET rotten == {d \in nodes : replica[b][d].data # replica[b][d].sum}
  IN  [failed EXCEPT ![b] = rotten \cup IF Cardinality(nodes) >= Factor THEN {} ELSE @ \ nodes]

(* All of the pipeline have stored it, and none was told to delete it meanwhile: the write is acknowledged. *)
Complete(n, b) ==
  IF Said(n) THEN UNCHANGED vars ELSE
     /\ Later(n)
     /\ writing[b] # NotWriting
     /\ \A d \in writing[b].nodes :
          /\ \E m \in messages : m.type = "stored" /\ m.block = b /\ m.gen = writing[b].gen /\ m.node = d
          /\ removed[b][d] < writing[b].gen
     /\ LET packets == Append(version[b].data, writing[b].value)
        IN  /\ version' = [version EXCEPT ![b] = [gen |-> writing[b].gen, data |-> packets]]
            /\ Send([type |-> "version", block |-> b, gen |-> writing[b].gen, len |-> Len(packets)])
     /\ decided' = n
     /\ located' = [located EXCEPT ![b] = writing[b].nodes \ dead]
     /\ failed' = Healed(b, writing[b].nodes)
     /\ writing' = [writing EXCEPT ![b] = NotWriting]
     /\ UNCHANGED <<removed, dead, replica>>

(* Nothing was heard of d for long.  It may be alive all the same. *)
Dead(n, d) ==
  IF Said(n) THEN UNCHANGED vars ELSE
     /\ Later(n)
     /\ d \notin dead
     /\ decided' = n
     /\ dead' = dead \cup {d}
     /\ located' = [b \in Block |-> located[b] \ {d}]
     /\ UNCHANGED <<version, writing, removed, replica, messages, failed>>

(* It is heard of again.  Its replicas count when it reports them. *)
Alive(n, d) ==
  IF Said(n) THEN UNCHANGED vars ELSE
     /\ Later(n)
     /\ d \in dead
     /\ decided' = n
     /\ dead' = dead \ {d}
     /\ UNCHANGED <<version, writing, located, removed, replica, messages, failed>>

(* A report of a replica that is not counted yet: as new as the block, and not one that d was told to delete. *)
Add(n, m) ==
  IF Said(n) THEN UNCHANGED vars ELSE
     /\ Later(n)
     /\ m.type = "stored"
     /\ LET b == m.block
        IN  /\ m.node \notin located[b] \cup dead
            /\ version[b].gen > 0
            /\ m.gen >= version[b].gen
            /\ m.stamp >= removed[b][m.node]
            /\ located' = [located EXCEPT ![b] = @ \cup {m.node}]
            /\ failed' = Healed(b, located'[b])
     /\ decided' = n
     /\ UNCHANGED <<version, writing, removed, dead, replica, messages>>

(* d shall delete what it has of b with an earlier stamp than this. *)
Remove(n, b, d, stamp) ==
  /\ decided' = n
  /\ located' = [located EXCEPT ![b] = @ \ {d}]
  /\ removed' = [removed EXCEPT ![b][d] = stamp]
  /\ Send([type |-> "delete", block |-> b, node |-> d, stamp |-> stamp])
  /\ UNCHANGED <<version, writing, dead, replica, failed>>

(* More copies than there shall be, as when a dead node has come back. *)
RemoveExcess(n, b, d) ==
  IF Said(n) THEN UNCHANGED vars ELSE
     /\ Later(n)
     /\ d \in located[b]
     /\ Cardinality(located[b]) > Factor
     /\ Spread(located[b]) => Spread(located[b] \ {d})
     /\ Remove(n, b, d, n)

(* A replica was found whose checksums do not fit.  The news may be old, and an intact one have come in its place: only the *)
(* replica that it is about goes, counted or not: an uncounted one would be in the way of a copy.                           *)
RemoveBad(n, m) ==
  IF Said(n) THEN UNCHANGED vars ELSE
     /\ Later(n)
     /\ m.type = "bad"
     /\ m.stamp >= removed[m.block][m.node]
     /\ Remove(n, m.block, m.node, m.stamp + 1)
-----------------------------------------------------------------------------
(* Data nodes. *)
Stored(b, r, d) == [type |-> "stored", block |-> b, gen |-> r.gen, stamp |-> r.stamp, node |-> d]
Put(b, d, r) ==
  /\ replica' = [replica EXCEPT ![b][d] = r]
  /\ Send(Stored(b, r, d))

(* A packet comes down the pipeline.  What a writer before had left behind the acknowledged packets gives way. The replica may *)
(* have come here after the writer was told of this node: then it keeps its stamp.                                            *)
Store(d, m) ==
  /\ m.type = "write"
  /\ d \in m.nodes
  /\ LET r == replica[m.block][d]
     IN  /\ r.gen < m.gen
         /\ Len(r.data) >= m.offset
         /\ Put(m.block, d, [gen |-> m.gen, stamp |-> Max(r.stamp, m.gen),
                             data |-> Append(Prefix(r.data, m.offset), m.value),
                             sum |-> Append(Prefix(r.sum, m.offset), m.value)])
  /\ UNCHANGED <<decided, decisions, failed>>

(* How new the state of the name service is that a copy is ordered from; and to whom it may go. *)
Stamps == 0 .. decided
Targets(b) == DataNode

(* s is asked for a copy of version k for d. It has that or a later one, and checks what it reads. *)
Copy(s, d, k, stamp) ==
  /\ k.type = "version"
  /\ LET r == replica[k.block][s]
     IN  /\ r.gen >= k.gen
         /\ Intact(r, k.len)
         /\ Send([type |-> "copy", block |-> k.block, gen |-> k.gen, stamp |-> stamp, node |-> d,
                  data |-> Prefix(r.data, k.len), sum |-> Prefix(r.sum, k.len)])
  /\ d \in Targets(k.block) \ {s}
  /\ stamp \in Stamps
  /\ UNCHANGED <<decided, decisions, replica, failed>>

StoreCopy(d, m) ==
  /\ m.type = "copy"
  /\ m.node = d
  /\ m.data = m.sum
  /\ replica[m.block][d].gen <= m.gen
  /\ replica[m.block][d].stamp < m.stamp
  /\ Put(m.block, d, [gen |-> m.gen, stamp |-> m.stamp, data |-> m.data, sum |-> m.sum])
  /\ UNCHANGED <<decided, decisions, failed>>

(* A replica that came after the decision to delete is another one. *)
Delete(d, m) ==
  /\ m.type = "delete"
  /\ m.node = d
  /\ replica[m.block][d].gen > 0
  /\ replica[m.block][d].stamp < m.stamp
  /\ replica' = [replica EXCEPT ![m.block][d] = NoReplica]
  /\ UNCHANGED <<decided, decisions, messages, failed>>

(* A replica of an earlier generation has missed a write, and that cannot be made good. Its node is told of the version that it *)
(* lacks, and not that it shall delete: its report may be an old one, and the write have come meanwhile.                       *)
DeleteStale(d, k) ==
  /\ k.type = "version"
  /\ replica[k.block][d].gen \in 1 .. k.gen - 1
  /\ replica' = [replica EXCEPT ![k.block][d] = NoReplica]
  /\ UNCHANGED <<decided, decisions, messages, failed>>

(* While reading or scrubbing. *)
FindBad(d, b) ==
  /\ ~ Intact(replica[b][d], Len(replica[b][d].data))
  /\ Send([type |-> "bad", block |-> b, stamp |-> replica[b][d].stamp, node |-> d])
  /\ UNCHANGED <<decided, decisions, replica, failed>>

CanServe(d, k) == replica[k.block][d].gen >= k.gen /\ Intact(replica[k.block][d], k.len)

(* A reader that was told of version k is given its packets. *)
Serve(d, k) ==
  /\ k.type = "version"
  /\ CanServe(d, k)
  /\ UNCHANGED vars

(* Packet k on the disk of d turns into something else, and nobody is told. *)
Rot(d, b, k) ==
  /\ k \in 1 .. Len(replica[b][d].data)
  /\ replica' = [replica EXCEPT ![b][d].data[k] = Rotten]
  /\ failed' = [failed EXCEPT ![b] = @ \cup {d}]
  /\ UNCHANGED <<decided, decisions, messages>>
-----------------------------------------------------------------------------
Decision ==
  \E n \in Index :
    \/ \E b \in Block, v \in Value, nodes \in SUBSET DataNode : Open(n, b, v, nodes)
    \/ \E b \in Block : Complete(n, b)
    \/ \E d \in DataNode : Dead(n, d) \/ Alive(n, d)
    \/ \E b \in Block, d \in DataNode : RemoveExcess(n, b, d)
    \/ \E m \in messages : Add(n, m) \/ RemoveBad(n, m)

Next ==
  \/ Decision
  \/ \E d \in DataNode, m \in messages :
       \/ Store(d, m)
       \/ StoreCopy(d, m)
       \/ Delete(d, m)
       \/ DeleteStale(d, m)
       \/ Serve(d, m)
       \/ \E s \in DataNode, stamp \in Stamps : Copy(s, d, m, stamp)
  \/ \E d \in DataNode, b \in Block :
       \/ FindBad(d, b)
       \/ \E k \in 1 .. Len(replica[b][d].data) : Rot(d, b, k)

Spec == Init /\ [][Next]_vars
-----------------------------------------------------------------------------
Packets == Seq(Value \cup {Rotten})

TypeOK ==
  /\ decided \in Nat
  /\ \A b \in Block :
       /\ version[b].gen \in Nat /\ version[b].data \in Seq(Value)
       /\ writing[b] = NotWriting \/ writing[b].value \in Value
       /\ writing[b].nodes \subseteq DataNode
       /\ located[b] \subseteq DataNode \ dead
       /\ failed[b] \subseteq DataNode
       /\ \A d \in DataNode :
            /\ removed[b][d] <= decided + 1
            /\ replica[b][d].gen <= decided /\ replica[b][d].stamp <= decided
            /\ replica[b][d].data \in Packets /\ replica[b][d].sum \in Seq(Value)
            /\ Len(replica[b][d].data) = Len(replica[b][d].sum)
  /\ dead \subseteq DataNode

(* All that is acknowledged, as it was written, and known by its generation to be. *)
Holds(d, b) ==
  /\ replica[b][d].gen >= version[b].gen
  /\ Prefix(replica[b][d].data, Min(Len(replica[b][d].data), Len(version[b].data))) = version[b].data

(* Copies fail by themselves: as long as fewer than Factor have, and were not replaced, one is left. *)
NoAcknowledgedBlockLost ==
  \A b \in Block : version[b].gen > 0 /\ Cardinality(failed[b]) < Factor => \E d \in DataNode : Holds(d, b)

(* What passes the checks of generation and checksum is what was acknowledged, whatever a reader was told, and when. *)
NeverServedWrong ==
  \A k \in messages : k.type = "version" =>
    \A d \in DataNode : CanServe(d, k) => Prefix(replica[k.block][d].data, k.len) = Prefix(version[k.block].data, k.len)

(* A copy that is counted is there, unless it has failed. *)
CountedAreThere == \A b \in Block : \A d \in located[b] : Holds(d, b) \/ d \in failed[b]

(* Only this is promised of a block: packets are added behind the others. *)
AppendOnly == [][\A b \in Block : Prefix(version'[b].data, Len(version[b].data)) = version[b].data]_vars

(* To its users a block is an append-only file: one packet at a time, and each once. *)
File == INSTANCE AppendOnlyFile WITH content <- [b \in Block |-> version[b].data]
Refinement == File!Spec

THEOREM Spec => [](TypeOK /\ NoAcknowledgedBlockLost /\ NeverServedWrong /\ CountedAreThere) /\ AppendOnly /\ Refinement
=============================================================================
