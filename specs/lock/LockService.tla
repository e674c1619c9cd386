---------------------------- MODULE LockService ----------------------------
(***************************************************************************)
(* A lock service over consensus: servers apply the same commands in the   *)
(* same order, so they agree on a queue.  Its head has the lock, and the   *)
(* number of the command with which it came is its fencing token: who came *)
(* later has a higher one.  A holder that is not heard of for a lease is   *)
(* taken out, which is a command as any other; when that is, is the        *)
(* leader's choice, and nothing here rests on time.                        *)
(*                                                                         *)
(* Source: Burrows, "The Chubby lock service", OSDI 2006 (leases, and      *)
(* sequencers for tokens); Ongaro 2014, chapter 6, for the servers.        *)
(*                                                                         *)
(* What consensus is for, that commands is one, is Raft.tla's matter.  A   *)
(* server that applies a command is the first to do so, or finds it there. *)
(***************************************************************************)
EXTENDS FencedResource

CONSTANT Server

VARIABLES
  commands,           \* The commands that changed something, in the order of the log: <<what, holder>>.
  applied,            \* applied[s]: how many of them server s has applied.
  queue               \* Those that have or want the lock, with their tokens, after all commands.

service == <<commands, applied, queue>>
vars == <<service, clients, resource>>

TypeOK ==
  /\ commands \in Seq({"acquire", "release", "expire"} \X Holder)
  /\ applied \in [Server -> 0..Len(commands)]
  /\ queue \in Seq([holder : Holder, token : Nat])
  /\ FencedTypeOK

Init ==
  /\ commands = <<>>
  /\ applied = [s \in Server |-> 0]
  /\ queue = <<>>
  /\ FencedInit

Waiting(h) == \E i \in 1..Len(queue) : queue[i].holder = h
HasAsked(h) == \E i \in 1..Len(commands) : commands[i] = <<"acquire", h>>
Without(h) == SelectSeq(queue, LAMBDA each : each.holder # h)
-----------------------------------------------------------------------------
(* Server s applies the command number i: the next one. after is the queue if nobody has applied it yet, enabled if it changes something. *)
Apply(s, i, command, enabled, after) ==
  /\ i = applied[s] + 1
  /\ applied' = [applied EXCEPT ![s] = i]
  /\ IF i <= Len(commands)
       THEN /\ commands[i] = command
            /\ UNCHANGED <<commands, queue>>
       ELSE /\ enabled
            /\ commands' = Append(commands, command)
            /\ queue' = after

Acquire(s, i, h) ==
  /\ Apply(s, i, <<"acquire", h>>, ~HasAsked(h), Append(queue, [holder |-> h, token |-> i]))
  /\ UNCHANGED <<clients, resource>>

Release(s, i, h) ==
  /\ Apply(s, i, <<"release", h>>, Waiting(h) /\ h \in over, Without(h))
  /\ UNCHANGED <<clients, resource>>

Expire(s, i, h) ==
  /\ Apply(s, i, <<"expire", h>>, Waiting(h), Without(h))
  /\ UNCHANGED <<clients, resource>>

(* A server has restarted, or was sent a snapshot: it is where the first i commands lead. *)
Restore(s, i) ==
  /\ i \in 0..Len(commands)
  /\ applied' = [applied EXCEPT ![s] = i]
  /\ UNCHANGED <<commands, queue, clients, resource>>
-----------------------------------------------------------------------------
(* The queue after the first n commands. *)
RECURSIVE QueueAfter(_)
QueueAfter(n) ==
  IF n = 0 THEN <<>>
  ELSE LET before == QueueAfter(n - 1)
           h == commands[n][2]
       IN IF commands[n][1] = "acquire"
            THEN Append(before, [holder |-> h, token |-> n])
            ELSE SelectSeq(before, LAMBDA each : each.holder # h)

(* A server that has applied n commands has said so to the head of its queue. *)
Hold(h, t) ==
  /\ \E n \in 1..Len(commands) :
       LET q == QueueAfter(n) IN q # <<>> /\ q[1] = [holder |-> h, token |-> t]
  /\ Holds(h, t)
  /\ UNCHANGED service

GiveUp(h) == GivesUp(h) /\ UNCHANGED service
Write(h, t) == IsWritten(h, t) /\ UNCHANGED service
Refuse(h, t) == IsRefused(h, t) /\ UNCHANGED service
-----------------------------------------------------------------------------
Steps ==
  \/ \E s \in Server, i \in 1..Len(commands) + 1, h \in Holder :
       \/ Acquire(s, i, h)
       \/ Release(s, i, h)
       \/ Expire(s, i, h)
  \/ \E h \in Holder : GiveUp(h)
  \/ \E h \in Holder, t \in 1..Len(commands) : Hold(h, t)
  \/ \E x \in held : Write(x.holder, x.token) \/ Refuse(x.holder, x.token)

Next == Steps \/ \E s \in Server, i \in 0..Len(commands) : Restore(s, i)

Spec == Init /\ [][Next]_vars

(* From some moment on servers restart no more, go on applying, and the leader expires whoever is not heard of. *)
ExpireHead ==
  \E s \in Server, h \in Holder :
    /\ queue # <<>>
    /\ h = queue[1].holder
    /\ Expire(s, Len(commands) + 1, h)
CatchUp ==
  \E s \in Server, h \in Holder :
    /\ applied[s] < Len(commands)
    /\ Acquire(s, applied[s] + 1, h) \/ Release(s, applied[s] + 1, h) \/ Expire(s, applied[s] + 1, h)

FairSpec == Init /\ [][Steps]_vars /\ WF_vars(ExpireHead) /\ WF_vars(CatchUp)
-----------------------------------------------------------------------------
(* First come, first served: the tokens of the queue grow, and nobody holds the lock with a later one than the head. *)
FirstComeFirstServed ==
  /\ \A i, j \in 1..Len(queue) : i < j => queue[i].token < queue[j].token
  /\ queue # <<>> => \A x \in held : x.token <= queue[1].token

(* Once in the queue, one is served or gone. *)
NoStarvation == \A h \in Holder : Waiting(h) ~> ~Waiting(h)

THEOREM Fenced => (Spec => [](TypeOK /\ OneAtATime /\ TokensDiffer /\ FirstComeFirstServed) /\ Refinement)
THEOREM FairSpec => NoStarvation
=============================================================================
