// Every placement under the sanitizers: instruction sets against each other, rings against a search of every point, and a
// long life of joins and leaves.
#include <algorithm>
#include <set>
#include <vector>

#include "check.h"
#include "placement/catalogue.h"

namespace {
using namespace nines::placement;

constexpr const char* kinds[] = {"modulo", "jump", "ring", "ketama", "rendezvous", "rendezvous-32", "maglev", "anchor", "memento", "dx",
                                 "weighted-rendezvous", "jumpback", "multi-probe", "bounded-ring", "redis-slots", "straw2"};

std::vector<uint64_t> some_digests(size_t n) {
  std::vector<uint64_t> digests{0, 1, 0xFFFFFFFF, 0x100000000, UINT64_MAX, UINT64_MAX - 1};
  for (uint64_t i = digests.size(); i < n; ++i) digests.push_back(mix64(i * golden_gamma));
  return digests;
}

std::unique_ptr<Placement> make(const char* kind, uint32_t nodes, Isa isa = Isa::scalar) {
  Status status = Status::ok;
  Options options;
  options.nodes = nodes;
  options.isa = isa;
  auto placement = create(kind, options, status);
  CHECK(status == Status::ok);
  return placement;
}

void instruction_sets_agree() {
  const auto digests = some_digests(5'003);
  std::vector<uint32_t> expected(digests.size()), buckets(digests.size());
  for (const char* kind : kinds)
    for (const uint32_t nodes : {1u, 2u, 7u, 64u, 65u, 96u, 400u}) {
      make(kind, nodes)->locate(digests, expected);
      for (const Isa isa : {Isa::avx2, Isa::avx512}) {
        if (isa > best_isa()) continue;
        make(kind, nodes, isa)->locate(digests, buckets);
        CHECK(buckets == expected);
      }
    }
}

/// Words at the ends of their range, and around every multiple of the table's size that is near one.
void rests_of_the_paper_s_table_are_rests() {
  std::vector<uint64_t> digests = some_digests(4'096);
  for (const uint64_t a : {0ull, 1ull, 0x7FFFull, 0x8000ull, 0xFFFFull})
    for (const uint64_t b : {0ull, 0x7FFFull, 0x8000ull, 0xFFFEull, 0xFFFFull})
      for (const uint64_t c : {0ull, 1ull, 0x8000ull, 0xFFFFull})
        for (const uint64_t d : {0ull, 0x8000ull, 0xFFFFull}) digests.push_back(a | b << 16 | c << 32 | d << 48);
  for (uint64_t i = 0; i < 1'000; ++i)
    for (const uint64_t by : {0ull, 1ull, 65536ull}) digests.push_back(65537 * (mix64(i) / 65537) + by);
  digests.resize(digests.size() / 16 * 16);
  std::vector<uint32_t> rests(digests.size());
  for (const Isa isa : {Isa::scalar, Isa::avx2, Isa::avx512}) {
    if (isa > best_isa()) continue;
    fermat_detail::rests(isa, digests.data(), digests.size(), rests.data());
    for (size_t i = 0; i < digests.size(); ++i) CHECK(rests[i] == digests[i] % 65537);
  }
}

void ring_is_the_successor_of_every_point() {
  constexpr uint32_t nodes = 37, virtual_nodes = 160;
  std::vector<std::pair<uint64_t, uint32_t>> points;
  for (uint32_t bucket = 0; bucket < nodes; ++bucket)
    for (uint64_t replica = 0; replica < virtual_nodes; ++replica)
      points.emplace_back(mix64(mix64((uint64_t{bucket} + 1) * golden_gamma) + replica * golden_gamma), bucket);
  std::sort(points.begin(), points.end());
  auto digests = some_digests(20'000);
  for (const auto& [position, owner] : points)
    for (const uint64_t around : {position - 1, position, position + 1}) digests.push_back(around);
  std::vector<uint32_t> buckets(digests.size());
  make("ring", nodes)->locate(digests, buckets);
  for (size_t i = 0; i < digests.size(); ++i) {
    auto successor = std::lower_bound(points.begin(), points.end(), std::pair{digests[i], 0u});
    if (successor == points.end()) successor = points.begin();
    CHECK(buckets[i] == successor->second);
  }
}

/// Random sets of points, some of them crowded so that positions, high halves and slots are shared: after each change the table
/// is the one that build makes of the same points, bit for bit.
void a_changed_ring_is_the_rebuilt_one() {
  uint64_t state = 1;
  const auto random = [&state] { return mix64(state += golden_gamma); };
  uint32_t changed = 0, left_to_build = 0;
  for (const uint64_t spread : {64, 40, 31, 10, 5}) {
    std::vector<RingPoint> points;
    RingTable table;
    const auto build = [&points](RingTable& to) {
      to.build(points.size(), [&](const auto& visit) {
        for (const RingPoint& point : points) visit(point.position, point.owner);
      });
    };
    const auto draw = [&] {
      const uint64_t position = random() >> (64 - spread) << (random() % 2 * (64 - spread));
      return RingPoint{position, static_cast<uint32_t>(random() % 8)};
    };
    for (int i = 0; i < 700; ++i) points.push_back(draw());
    build(table);
    for (int step = 0; step < 400; ++step) {
      std::vector<RingPoint> leaving, joining;
      for (uint64_t i = random() % 60 * (random() % 2); i > 0 && points.size() > 1; --i) {
        std::swap(points[random() % points.size()], points.back());
        leaving.push_back(points.back());
        points.pop_back();
      }
      for (uint64_t i = random() % 60 * (random() % 2); i > 0; --i) joining.push_back(draw());
      points.insert(points.end(), joining.begin(), joining.end());
      RingTable expected;
      build(expected);
      if (table.change(leaving, joining)) {
        ++changed;
      } else {
        ++left_to_build;
        build(table);
      }
      CHECK(table == expected);
    }
  }
  CHECK(changed > 1'000 && left_to_build > 0);
}

void maglev_fills_the_table_of_its_paper() {
  std::vector<uint32_t> table(7);
  maglev_populate<uint32_t>({{0, 3, 4, 1}, {1, 0, 2, 1}, {2, 3, 1, 1}}, table);
  CHECK((table == std::vector<uint32_t>{1, 0, 1, 0, 2, 2, 0}));
  maglev_populate<uint32_t>({{0, 3, 4, 1}, {2, 3, 1, 1}}, table);
  CHECK((table == std::vector<uint32_t>{0, 0, 0, 0, 2, 2, 2}));
  for (const uint32_t modulus : {1u, 2u, 3u, 65537u, 655373u, 0x7FFFFFFFu, 0xFFFFFFFBu})
    for (const uint64_t digest : some_digests(1'000))
      for (const uint64_t around : {digest, digest / modulus * modulus, digest / modulus * modulus - 1})
        CHECK(ExactModulus(modulus)(around) == around % modulus);
}

void a_long_life() {
  const auto digests = some_digests(300);
  std::vector<uint32_t> buckets(digests.size());
  for (const char* kind : kinds) {
    const auto placement = make(kind, 20);
    std::set<uint32_t> in_use;
    for (uint32_t bucket = 0; bucket < 20; ++bucket) in_use.insert(bucket);
    for (uint64_t step = 0; step < 200; ++step) {
      const uint64_t chance = mix64(step * golden_gamma);
      uint32_t bucket = static_cast<uint32_t>(chance % 40);
      if (chance >> 63 != 0) {
        if (placement->add({}, bucket) == Status::ok) CHECK(in_use.insert(bucket).second);
      } else if (placement->remove(bucket) == Status::ok) {
        CHECK(in_use.erase(bucket) == 1);
      }
      CHECK(placement->size() == in_use.size());
      placement->locate(digests, buckets);
      for (const uint32_t found : buckets) CHECK(in_use.contains(found));
      const uint32_t count = std::min(3u, placement->size());
      std::vector<uint32_t> sets(digests.size() * count);
      if (placement->replicas(digests, count, sets) != Status::ok) continue;
      for (size_t i = 0; i < digests.size(); ++i) {
        const std::set<uint32_t> set(sets.begin() + static_cast<ptrdiff_t>(i * count),
                                     sets.begin() + static_cast<ptrdiff_t>((i + 1) * count));
        CHECK(set.size() == count);
        CHECK(sets[i * count] == buckets[i]);
      }
    }
  }
}

void refusals() {
  Status status = Status::ok;
  Options none;
  none.nodes = 0;
  for (const char* kind : kinds) CHECK(create(kind, none, status) == nullptr && status == Status::no_nodes);
  CHECK(create("hat", {}, status) == nullptr && status == Status::unknown_kind);
  const auto ring = make("ring", 2);
  CHECK(ring->remove(2) == Status::not_in_use);
  CHECK(ring->remove(1) == Status::ok);
  CHECK(ring->remove(1) == Status::not_in_use);
  CHECK(ring->remove(0) == Status::last_node);
}
}  // namespace

int main() {
  instruction_sets_agree();
  rests_of_the_paper_s_table_are_rests();
  ring_is_the_successor_of_every_point();
  a_changed_ring_is_the_rebuilt_one();
  maglev_fills_the_table_of_its_paper();
  a_long_life();
  refusals();
}
