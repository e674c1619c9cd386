------------------------ MODULE MCStorageCrashLarge ------------------------
(* A second copy fails while the first is repaired: for the night. *)
EXTENDS MCStorageCrash
=============================================================================
