{
  "targets": [
    {
      "target_name": "nines",
      "sources": [
        "native/binding/addon.cc", "native/binding/fpset.cc", "native/binding/hash.cc", "native/binding/placement.cc", "native/binding/log.cc", "native/binding/log_floor.cc",
        "native/binding/interrupt.cc",
        "native/log/append.cc", "native/log/crc32c.cc", "native/log/files.cc", "native/log/floor.cc", "native/log/folder.cc",
        "native/log/format.cc", "native/log/log.cc", "native/log/posix_folder.cc", "native/log/read.cc",
        "native/log/recovery.cc", "native/log/registry.cc", "native/log/scan.cc", "native/log/segment.cc",
        "native/log/state.cc"
      ],
      "include_dirs": ["native", "<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NODE_ADDON_API_DISABLE_DEPRECATED", "NODE_ADDON_API_DISABLE_CPP_EXCEPTIONS", "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"],
      "cflags_cc!": ["-std=gnu++17", "-std=gnu++14"],
      "cflags_cc": ["-std=c++20", "-O3", "-ffp-contract=off", "-Wall", "-Wextra", "-Wconversion", "-Werror"]
    }
  ]
}
