// The placements by name, as JavaScript asks for them.
#pragma once

#include <memory>
#include <string_view>

#include "placement/anchor.h"
#include "placement/bounded.h"
#include "placement/controls.h"
#include "placement/dx.h"
#include "placement/jump.h"
#include "placement/jumpback.h"
#include "placement/ketama.h"
#include "placement/maglev.h"
#include "placement/memento.h"
#include "placement/modulo.h"
#include "placement/multi_probe.h"
#include "placement/placement.h"
#include "placement/rendezvous.h"
#include "placement/ring.h"
#include "placement/slots.h"
#include "placement/straw2.h"
#include "placement/weighted_rendezvous.h"

namespace nines::placement {

namespace catalogue_detail {
template <class Kind>
[[nodiscard]] std::unique_ptr<Placement> start(const Options& options, Status& status) noexcept {
  auto placement = std::make_unique<Kind>();
  status = placement->start(options);
  if (status != Status::ok) return nullptr;
  return placement;
}
}  // namespace catalogue_detail

/// Null, with the reason in status, where the kind is unknown or refuses the options.
[[nodiscard]] inline std::unique_ptr<Placement> create(std::string_view kind, const Options& options,
                                                       Status& status) noexcept {
  using namespace catalogue_detail;
  if (kind == "modulo") return start<Modulo>(options, status);
  if (kind == "ring") return start<Ring>(options, status);
  if (kind == "ketama") return start<Ketama>(options, status);
  if (kind == "jump") return start<Jump>(options, status);
  if (kind == "rendezvous") return start<Rendezvous>(options, status);
  if (kind == "rendezvous-32") return start<Rendezvous32>(options, status);
  if (kind == "maglev") return start<Maglev>(options, status);
  if (kind == "anchor") return start<Anchor>(options, status);
  if (kind == "memento") return start<Memento>(options, status);
  if (kind == "dx") return start<Dx>(options, status);
  if (kind == "weighted-rendezvous") return start<WeightedRendezvous>(options, status);
  if (kind == "jumpback") return start<JumpBack>(options, status);
  if (kind == "multi-probe") return start<MultiProbe>(options, status);
  if (kind == "bounded-ring") return start<Bounded>(options, status);
  if (kind == "redis-slots") return start<Slots>(options, status);
  if (kind == "straw2") return start<Straw2>(options, status);
  if (kind == "plain-jump") return start<PlainJump>(options, status);
  if (kind == "plain-ring") return start<PlainRing>(options, status);
  if (kind == "plain-maglev") return start<PlainMaglev>(options, status);
  if (kind == "plain-rendezvous") return start<PlainRendezvous>(options, status);
  if (kind == "plain-anchor") return start<PlainAnchor>(options, status);
  if (kind == "plain-memento") return start<PlainMemento>(options, status);
  status = Status::unknown_kind;
  return nullptr;
}

}  // namespace nines::placement
