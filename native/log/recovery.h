// Opening a log: verify every byte that was acknowledged, tell a torn tail from corruption, and make durable what is kept.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "log/error.h"
#include "log/folder.h"
#include "log/options.h"
#include "log/scan.h"
#include "log/segment.h"
#include "log/state.h"

namespace nines::log {

/// A torn tail: bytes behind the last good batch that a crash left and nobody was promised.
struct TornTail {
  uint64_t segment = 0;  ///< 0 is none.
  uint64_t offset = 0;
  uint64_t bytes = 0;
  std::string sidecar;   ///< The file that keeps them; empty where there were none (a file cut short by others).
};

struct RecoveryReport {
  bool created = false;
  uint64_t segment_count = 0;
  uint64_t batch_count = 0;
  uint64_t bytes = 0;              ///< Of batches read and verified.
  TornTail torn;
  uint64_t healed_page_count = 0;  ///< Headers and manifests of which one of two copies was bad.
  uint64_t rewritten_bytes = 0;    ///< Of batches that no sync was known to have covered.
};

struct Recovered {
  Manifest manifest;
  ScalarState state;
  Index index;
  std::map<uint64_t, Segment> segments;
  FilePointer witness;
  uint32_t witness_slot = 0;  ///< The one to write next.
  RecoveryReport report;
};

/// The folder must be locked. On failure nothing of the log has been changed but drafts removed.
[[nodiscard]] Error recover(Folder& folder, const Options& options, Recovered& recovered);

/// Replaces the manifest: draft, sync, rename, sync of the folder. 0 or -errno.
[[nodiscard]] int write_manifest(Folder& folder, const Manifest& manifest);

/// Notes in one of the witness file's two slots that `state` is durable, and syncs it. 0 or -errno.
[[nodiscard]] int write_witness(Folder& folder, const File& file, uint32_t slot, const LogId& log_id,
                                const ScalarState& state);

}  // namespace nines::log
