// Deliberate faults that the tests switch on one at a time, to see that the crash-state enumeration catches them.
// Without NINES_LOG_MUTANTS every question below is a constant `false` and costs nothing.
#pragma once

namespace nines::log {

enum class Mutant {
  kNone,
  kNoFolderSync,       ///< A new segment's or manifest's name is not synced.
  kAckBeforeSync,      ///< A batch counts as durable once written.
  kNoSalt,             ///< A batch of another incarnation of the file is believed.
  kNoHeaderCrc,        ///< A batch's length is believed without its checksum.
  kNoBodyCrc,          ///< A payload is believed without its checksum.
  kDirtyClearedEarly,  ///< The log calls itself clean before the sync has returned (viperblock#95).
  kRetriesSync,        ///< A failed sync is tried again and its second answer believed (the "fsyncgate" of 2018).
  kNoRewrite,          ///< Recovery trusts the page cache for a batch that was never known durable.
  kSealBeforeNext,     ///< A segment is sealed before the next one's name is durable.
  kCutsAnything,       ///< Every bad spot is taken for a torn tail.
  kNoSidecar,          ///< A torn tail is cut without being kept.
  kUnlinksFirst,       ///< truncate_before unlinks before the manifest is durable.
};

#ifdef NINES_LOG_MUTANTS
inline Mutant g_mutant = Mutant::kNone;
[[nodiscard]] inline bool mutant(Mutant which) noexcept { return g_mutant == which; }
#else
[[nodiscard]] constexpr bool mutant(Mutant) noexcept { return false; }
#endif

}  // namespace nines::log
