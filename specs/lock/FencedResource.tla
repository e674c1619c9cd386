-------------------------- MODULE FencedResource --------------------------
(***************************************************************************)
(* What the locks with tokens have in common: clients that hold a lock by  *)
(* a token, and a resource that refuses a token that is older than the     *)
(* newest it has seen.                                                     *)
(*                                                                         *)
(* Source: Kleppmann, "How to do distributed locking", 2016; Burrows, "The *)
(* Chubby lock service", OSDI 2006, section 2.4 (sequencers).              *)
(***************************************************************************)
EXTENDS Integers, Sequences

CONSTANTS
  Holder,             \* Each is one acquisition: a client that asks anew is another holder.
  Fenced              \* The resource refuses tokens that are too old.

VARIABLES
  held,               \* Those that have held the lock, with their tokens. It only grows.
  over,               \* Those that have given up or given back.
  fence,              \* The highest token that the resource has seen.
  log                 \* Who has used the resource, one after the other.

clients == <<held, over>>
resource == <<fence, log>>

FencedTypeOK ==
  /\ held \subseteq [holder : Holder, token : Nat]
  /\ over \subseteq Holder
  /\ fence \in Nat
  /\ log \in Seq(Holder)

FencedInit ==
  /\ held = {}
  /\ over = {}
  /\ fence = 0
  /\ log = <<>>
-----------------------------------------------------------------------------
(* h learns that it has the lock, with token t. *)
Holds(h, t) ==
  /\ h \notin over
  /\ \A x \in held : x.holder # h
  /\ held' = held \cup {[holder |-> h, token |-> t]}
  /\ UNCHANGED <<over, resource>>

(* It has no answer, or has done its work, or believes that its lease is over. *)
GivesUp(h) ==
  /\ h \notin over
  /\ over' = over \cup {h}
  /\ UNCHANGED <<held, resource>>

(* A write of h reaches the resource: it may have been long on its way, and h have given up meanwhile. *)
IsWritten(h, t) ==
  /\ [holder |-> h, token |-> t] \in held
  /\ ~Fenced \/ t >= fence
  /\ fence' = t
  /\ log' = IF log # <<>> /\ log[Len(log)] = h THEN log ELSE Append(log, h)
  /\ UNCHANGED clients

IsRefused(h, t) ==
  /\ [holder |-> h, token |-> t] \in held
  /\ Fenced
  /\ t < fence
  /\ UNCHANGED <<clients, resource>>
-----------------------------------------------------------------------------
(* Who has been followed by another does not come back. *)
OneAtATime == \A i, j \in 1..Len(log) : log[i] = log[j] => i = j

(* A token is one holder's. *)
TokensDiffer == \A x, y \in held : x.token = y.token => x = y

ME == INSTANCE MutualExclusion
Refinement == ME!Spec
=============================================================================
