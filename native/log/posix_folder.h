// The seam's real side: a folder of a local file system, through libc.
#pragma once

#include <string>

#include "log/error.h"
#include "log/folder.h"

namespace nines::log {

/// Opens `path`, making the folder itself (not its parents) when `create` is set. Null with the reason in `error`.
[[nodiscard]] std::unique_ptr<Folder> open_posix_folder(const std::string& path, bool create, Error& error);

}  // namespace nines::log
