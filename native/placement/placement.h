// What every placement offers: digest (u64) -> bucket (u32), and changes of membership.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "placement/isa.h"

namespace nines::placement {

/// Every way in which a call on a placement can be refused; the binding turns each into a typed JavaScript error.
enum class Status : uint8_t {
  ok,
  unknown_kind,
  no_nodes,
  too_many_nodes,
  bad_weight,
  bad_parameter,
  not_in_use,
  last_node,
  not_newest,
  full,
  no_weights,
  no_replicas,
  too_few_nodes,
};

[[nodiscard]] constexpr std::string_view reason(Status status) noexcept {
  switch (status) {
    case Status::ok: return "";
    case Status::unknown_kind: return "kind is not the name of a placement";
    case Status::no_nodes: return "nodes must be at least 1";
    case Status::too_many_nodes: return "nodes (or nodes times virtual nodes) are more than this placement can hold";
    case Status::bad_weight: return "weight must be a finite number above 0 (and at most 1000000)";
    case Status::bad_parameter: return "parameter is outside what this placement accepts";
    case Status::not_in_use: return "bucket is not in use";
    case Status::last_node: return "bucket is the last one in use; a placement keeps at least one";
    case Status::not_newest: return "bucket is not the newest; this placement removes only the last bucket added";
    case Status::full: return "the placement is at its capacity; create it with a larger one";
    case Status::no_weights: return "this placement has no weights; weight must be 1 or left out";
    case Status::no_replicas: return "this placement has no replica sets";
    case Status::too_few_nodes: return "count must be from 1 to the number of nodes (and at most 16)";
  }
  return "";
}

/// Which nodes a placement begins with. Spans are either empty (the default for all) or one element per node.
struct Options {
  uint32_t nodes = 1;
  std::span<const double> weights = {};           ///< 1 each
  std::span<const uint32_t> zones = {};           ///< every node its own zone
  std::span<const std::string_view> names = {};   ///< "node-0", "node-1", ...
  double parameter = 0;                           ///< 0: the placement's own default
  Isa isa = Isa::scalar;
};

struct NewNode {
  double weight = 1;
  std::string_view name = {};                 ///< empty: "node-<bucket>"
  uint32_t zone = UINT32_MAX;                 ///< UINT32_MAX: a zone of its own
};

inline constexpr uint32_t max_replicas = 16;

class Placement {
 public:
  virtual ~Placement() = default;

  /// digests u64[n] -> buckets u32[n].
  virtual void locate(std::span<const uint64_t> digests, std::span<uint32_t> buckets) const noexcept = 0;

  /// digests u64[n] -> buckets u32[n * count]: for each key `count` different nodes, in different zones while there are
  /// enough; the first is what locate gives. count has been checked against size() and max_replicas.
  virtual Status replicas(std::span<const uint64_t>, uint32_t, std::span<uint32_t>) const noexcept {
    return Status::no_replicas;
  }

  /// A node returns under the bucket removed last, or gets the next number.
  virtual Status add(const NewNode& node, uint32_t& bucket) noexcept = 0;
  virtual Status remove(uint32_t bucket) noexcept = 0;
  virtual Status reweigh(uint32_t, double) noexcept { return Status::no_weights; }

  [[nodiscard]] virtual std::unique_ptr<Placement> clone() const noexcept = 0;
  /// Nodes in use.
  [[nodiscard]] virtual uint32_t size() const noexcept = 0;
  /// Memory that a lookup reads, in bytes (what a change of membership needs besides is not counted).
  [[nodiscard]] virtual size_t bytes() const noexcept = 0;
};

}  // namespace nines::placement
