---------------------------- MODULE GroupCommit ----------------------------
(***************************************************************************)
(* The durable log of native/log: writers that wait share one batch and    *)
(* one sync; a crash may lose or tear the batch that was not yet synced;   *)
(* and recovery tells a torn tail, which it cuts, from corruption, which   *)
(* it refuses. A batch carries what was known durable when it was written. *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS Writers,      \* those who append
          MaxAppends,   \* each of them at most so often
          MaxFaults     \* crashes, kills, failed syncs and rotten batches in all

VARIABLES asked,        \* asked[w]: appends that w has asked for
          told,         \* told[w]: those of them, by number, that it was told are durable
          waiting,      \* writers in the queue
          group,        \* writers of the batch that is being written
          log,          \* what a read of the files sees: a sequence of batches
          synced,       \* the first so many batches are on the disk
          noted,        \* and for so many the manifest says so
          phase,        \* "idle", "written", "poisoned", "down" or "refused"
          faults

vars == <<asked, told, waiting, group, log, synced, noted, phase, faults>>

TypeOK == /\ asked \in [Writers -> 0..MaxAppends]
          /\ told \in [Writers -> SUBSET (1..MaxAppends)]
          /\ waiting \subseteq Writers
          /\ group \subseteq Writers
          /\ \A i \in 1..Len(log): /\ log[i].appends \subseteq (Writers \X (1..MaxAppends))
                                   /\ log[i].durable \in 0..(i - 1)
                                   /\ log[i].whole \in BOOLEAN
          /\ synced \in 0..Len(log)
          /\ noted \in Nat
          /\ phase \in {"idle", "written", "poisoned", "down", "refused"}
          /\ faults \in 0..MaxFaults

Init == /\ asked = [w \in Writers |-> 0]
        /\ told = [w \in Writers |-> {}]
        /\ waiting = {}
        /\ group = {}
        /\ log = <<>>
        /\ synced = 0
        /\ noted = 0
        /\ phase = "idle"
        /\ faults = 0

Open == phase \in {"idle", "written"}

(* A writer queues an append and waits. *)
Ask(w) == /\ Open
          /\ w \notin waiting \cup group
          /\ asked[w] < MaxAppends
          /\ asked' = [asked EXCEPT ![w] = @ + 1]
          /\ waiting' = waiting \cup {w}
          /\ UNCHANGED <<told, group, log, synced, noted, phase, faults>>

(* The leader writes one batch for all who wait. *)
Write == /\ phase = "idle"
         /\ waiting # {}
         /\ group' = waiting
         /\ waiting' = {}
         /\ log' = Append(log, [appends |-> {<<w, asked[w]>> : w \in waiting}, durable |-> synced, whole |-> TRUE])
         /\ phase' = "written"
         /\ UNCHANGED <<asked, told, synced, noted, faults>>

(* The sync returns; only now are they told. *)
Sync == /\ phase = "written"
        /\ synced' = Len(log)
        /\ told' = [w \in Writers |-> IF w \in group THEN told[w] \cup {asked[w]} ELSE told[w]]
        /\ group' = {}
        /\ phase' = "idle"
        /\ UNCHANGED <<asked, waiting, log, noted, faults>>

Fault == faults < MaxFaults /\ faults' = faults + 1

(* The sync fails: nobody is told, nothing more is taken. The page cache keeps the batch and calls it clean. *)
SyncFails == /\ phase = "written"
             /\ Fault
             /\ phase' = "poisoned"
             /\ waiting' = {}
             /\ group' = {}
             /\ UNCHANGED <<asked, told, log, synced, noted>>

(* The process goes; the page cache stays. A poisoned log can only be closed, which is the same to the files. *)
Kill == /\ phase \in {"idle", "written", "poisoned"}
        /\ (phase = "poisoned" /\ UNCHANGED faults) \/ Fault
        /\ phase' = "down"
        /\ waiting' = {}
        /\ group' = {}
        /\ UNCHANGED <<asked, told, log, synced, noted>>

(* The machine goes: the batch that is not on the disk is lost, torn, or by luck whole. *)
PowerLoss == /\ phase \in {"idle", "written", "poisoned", "down"}
             /\ Fault
             /\ \/ log' = SubSeq(log, 1, synced)
                \/ synced < Len(log) /\ log' = [log EXCEPT ![Len(log)].whole = FALSE]
                \/ log' = log
             /\ synced' = Len(log')
             /\ phase' = "down"
             /\ waiting' = {}
             /\ group' = {}
             /\ UNCHANGED <<asked, told, noted>>

Bad == {i \in 1..Len(log): ~log[i].whole}
FirstBad == CHOOSE i \in Bad: \A j \in Bad: i <= j
KnownDurable(s) == noted >= s \/ \E i \in (s + 1)..Len(log): log[i].whole /\ log[i].durable >= s

(* A batch goes bad on the disk: any but the last sound one there, or that too once the manifest has noted it. *)
Rot(i) == /\ phase = "down"
          /\ Fault
          /\ log[i].whole
          /\ noted >= i \/ \E j \in (i + 1)..synced: log[j].whole /\ log[j].durable >= i
          /\ log' = [log EXCEPT ![i].whole = FALSE]
          /\ UNCHANGED <<asked, told, waiting, group, synced, noted, phase>>

(* All is sound: what no sync is known to have covered is written again and synced before anybody sees it. *)
Recover == /\ phase = "down"
           /\ Bad = {}
           /\ noted <= Len(log)
           /\ synced' = Len(log)
           /\ noted' = Len(log)
           /\ phase' = "idle"
           /\ UNCHANGED <<asked, told, waiting, group, log, faults>>

Cut == /\ phase = "down"
       /\ Bad # {}
       /\ ~KnownDurable(FirstBad)
       /\ log' = SubSeq(log, 1, FirstBad - 1)
       /\ synced' = FirstBad - 1
       /\ noted' = FirstBad - 1
       /\ phase' = "idle"
       /\ UNCHANGED <<asked, told, waiting, group, faults>>

Refuse == /\ phase = "down"
          /\ \/ Bad # {} /\ KnownDurable(FirstBad)
             \/ Bad = {} /\ noted > Len(log)
          /\ phase' = "refused"
          /\ UNCHANGED <<asked, told, waiting, group, log, synced, noted, faults>>

Next == \/ \E w \in Writers: Ask(w)
        \/ Write
        \/ Sync
        \/ SyncFails
        \/ Kill
        \/ PowerLoss
        \/ \E i \in 1..Len(log): Rot(i)
        \/ Recover
        \/ Cut
        \/ Refuse

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* Whoever was told that an append is durable finds it on the disk whenever the log is open. *)
NothingLost ==
    phase \in {"idle", "written", "poisoned"} =>
        \A w \in Writers: \A n \in told[w]:
            \E i \in 1..synced: log[i].whole /\ <<w, n>> \in log[i].appends

(* Corruption is refused only where there is some: a crash alone never makes a log unusable. *)
NoFalseAlarm == phase = "refused" => Bad # {}

OneUnsynced == phase # "down" => Len(log) - synced <= 1

(* Each writer's appends lie in the log in the order in which it asked for them. *)
InOrder == \A i, j \in 1..Len(log): i < j =>
              \A a \in log[i].appends, b \in log[j].appends: a[1] = b[1] => a[2] < b[2]
=============================================================================
