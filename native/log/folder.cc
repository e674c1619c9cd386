#include "log/folder.h"

#include <cerrno>

namespace nines::log {

FilePointer open_file(Folder& folder, const std::string& name, OpenHow how, int& result) {
  result = folder.open(name, how);
  return result < 0 ? nullptr : std::make_shared<File>(folder, result);
}

int write_all(Folder& folder, int file, std::span<const iovec> parts, uint64_t offset) {
  constexpr size_t kPartsAtOnce = 1024;  // IOV_MAX on Linux
  if (parts.size() == 1) {  // nearly always all at once, and then without a copy of the list
    const int64_t written = folder.write(file, parts, offset);
    if (written == static_cast<int64_t>(parts[0].iov_len)) return 0;
    if (written < 0 && written != -EINTR) return static_cast<int>(written);
    if (written == 0) return -EIO;
    const size_t done = written < 0 ? 0 : static_cast<size_t>(written);
    const iovec rest{static_cast<uint8_t*>(parts[0].iov_base) + done, parts[0].iov_len - done};
    return write_all(folder, file, std::span(&rest, 1), offset + done);
  }
  std::vector<iovec> left(parts.begin(), parts.end());
  size_t next = 0;
  while (next < left.size()) {
    if (left[next].iov_len == 0) {
      ++next;
      continue;
    }
    const size_t count = std::min(left.size() - next, kPartsAtOnce);
    const int64_t written = folder.write(file, std::span(left).subspan(next, count), offset);
    if (written == -EINTR) continue;
    if (written < 0) return static_cast<int>(written);
    if (written == 0) return -EIO;
    offset += static_cast<uint64_t>(written);
    size_t done = static_cast<size_t>(written);
    while (done > 0) {
      iovec& part = left[next];
      const size_t taken = std::min(done, part.iov_len);
      part.iov_base = static_cast<uint8_t*>(part.iov_base) + taken;
      part.iov_len -= taken;
      done -= taken;
      if (part.iov_len == 0) ++next;
    }
  }
  return 0;
}

int write_all(Folder& folder, int file, const void* bytes, size_t length, uint64_t offset) {
  const iovec part{const_cast<void*>(bytes), length};
  return write_all(folder, file, std::span(&part, 1), offset);
}

int64_t read_all(Folder& folder, int file, void* to, size_t length, uint64_t offset) {
  size_t done = 0;
  while (done < length) {
    const int64_t count = folder.read(file, static_cast<uint8_t*>(to) + done, length - done, offset + done);
    if (count == -EINTR) continue;
    if (count < 0) return count;
    if (count == 0) break;
    done += static_cast<size_t>(count);
  }
  return static_cast<int64_t>(done);
}

}  // namespace nines::log
