------------------------ MODULE MCRaftMembersLarge ------------------------
(* The model of the night: four messages. *)
EXTENDS MCRaftMembers
=============================================================================
