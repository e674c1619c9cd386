/** The bounded models of the file system, and what happens to its promises when one line of it is broken. */
import { testMutants } from './mutant.js';

testMutants('storage', 'Storage', [
  {
    name: 'a dead node is counted',
    from: "/\\ located' = [b \\in Block |-> located[b] \\ {d}]\n     /\\ UNCHANGED <<version, writing, removed, replica",
    to: '/\\ UNCHANGED <<located, version, writing, removed, replica',
    violates: 'TypeOK',
  },
  {
    name: 'a write is acknowledged before all of the pipeline have it',
    from: '/\\ \\A d \\in writing[b].nodes :',
    to: '/\\ \\E d \\in writing[b].nodes :',
    violates: 'CountedAreThere',
  },
  {
    name: 'a write is acknowledged before any of the pipeline has it',
    from: '/\\ \\E m \\in messages : m.type = "stored" /\\ m.block = b /\\ m.gen = writing[b].gen /\\ m.node = d',
    to: '/\\ TRUE',
    violates: 'NoAcknowledgedBlockLost',
  },
  {
    name: 'a stale generation is served',
    from: 'CanServe(d, k) == replica[k.block][d].gen >= k.gen /\\ ',
    to: 'CanServe(d, k) == ',
    violates: 'NeverServedWrong',
  },
  {
    name: 'a write takes the place of what is acknowledged',
    from: 'packets == Append(version[b].data, writing[b].value)',
    to: 'packets == <<writing[b].value>>',
    violates: 'AppendOnly',
    constants: { Index: '{1, 2, 3, 4}', MaxRotten: '0', MaxDead: '0', MaxCopies: '0' },
  },
  {
    name: 'a packet that is asked for again is appended again',
    from: '/\\ \\A c \\in Block : v \\notin Range(version[c].data)',
    to: '',
    violates: 'Refinement',
    constants: { Value: '{v1}', Index: '{1, 2, 3, 4}', MaxRotten: '0', MaxDead: '0', MaxCopies: '0' },
  },
]);

testMutants(
  'storage',
  'Storage',
  [
    {
      name: 'a dead node is counted, and what it had is not copied',
      from: "/\\ located' = [b \\in Block |-> located[b] \\ {d}]\n     /\\ UNCHANGED <<version, writing, removed, replica",
      to: '/\\ UNCHANGED <<located, version, writing, removed, replica',
      violates: 'Restoration',
    },
    {
      name: 'nobody scrubs: what has rotted is not found',
      module: 'StorageCrash',
      from: ' /\\ WF_all(Scrub(d))',
      to: '',
      violates: 'Restoration',
    },
    {
      name: 'copies are not sent again',
      module: 'StorageCrash',
      from: '/\\ WF_all(CopyTo(d)) ',
      to: '',
      violates: 'Restoration',
    },
    {
      name: 'a replica that is found to be bad is counted still',
      from: "/\\ located' = [located EXCEPT ![b] = @ \\ {d}]\n  /\\ removed'",
      to: "/\\ UNCHANGED located\n  /\\ removed'",
      violates: 'Restoration',
    },
  ],
  'MCStorageCrash',
);

testMutants(
  'storage',
  'Storage',
  [
    {
      name: 'a dead node is counted',
      from: "/\\ located' = [b \\in Block |-> located[b] \\ {d}]\n     /\\ UNCHANGED <<version, writing, removed, replica",
      to: '/\\ UNCHANGED <<located, version, writing, removed, replica',
      violates: 'TypeOK',
    },
    {
      name: 'excess is deleted before there is any',
      from: '/\\ Cardinality(located[b]) > Factor',
      to: '/\\ Cardinality(located[b]) > 0',
      violates: 'NoAcknowledgedBlockLost',
    },
    {
      name: 'a rotten replica is copied, with checksums made anew',
      from: '/\\ Intact(r, k.len)\n         /\\ Send([type |-> "copy", block |-> k.block, gen |-> k.gen, stamp |-> stamp, node |-> d,\n                  data |-> Prefix(r.data, k.len), sum |-> Prefix(r.sum, k.len)])',
      to: '/\\ Send([type |-> "copy", block |-> k.block, gen |-> k.gen, stamp |-> stamp, node |-> d,\n                  data |-> Prefix(r.data, k.len), sum |-> Prefix(r.data, k.len)])',
      violates: 'NeverServedWrong',
    },
    {
      name: 'an old deletion takes the copy that came after it',
      from: "  /\\ replica[m.block][d].stamp < m.stamp\n  /\\ replica' = [replica EXCEPT ![m.block][d] = NoReplica]",
      to: "  /\\ replica' = [replica EXCEPT ![m.block][d] = NoReplica]",
      violates: 'CountedAreThere',
      constants: { Index: '{3, 4, 5}' },
    },
    {
      name: 'a report from before the deletion is counted',
      from: "/\\ m.stamp >= removed[b][m.node]\n            /\\ located'",
      to: "/\\ located'",
      violates: 'CountedAreThere',
    },
    {
      name: 'a write takes the place of what is acknowledged',
      from: 'packets == Append(version[b].data, writing[b].value)',
      to: 'packets == <<writing[b].value>>',
      violates: 'AppendOnly',
    },
  ],
  'MCStorageAppend',
);
