# Fuzz targets, one for each parser of what strangers send. In every build but the preset fuzz they are unit tests that
# replay the folder seeds/NAME; there they are programs of libFuzzer, and each runs for a minute under
# `scripts/test --nightly`. Included from the folder above, so that paths are those of that folder.
option(LATCHKEY_FUZZ "Build the fuzz targets for libFuzzer (preset fuzz)" OFF)
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
add_custom_target(fuzz)

function(latchkey_fuzz name)
  add_executable(fuzz_${name} fuzz/${name}_fuzz.cpp)
  target_include_directories(fuzz_${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(fuzz_${name} PRIVATE
    latchkey_api_bodies latchkey_customers_import latchkey_endpoints latchkey_forms latchkey_members_sign_in latchkey_trading_mt4 latchkey_trading_mt5 PkgConfig::CURL PkgConfig::PCRE2)
  add_dependencies(fuzz fuzz_${name})
  if(LATCHKEY_FUZZ)
    target_sources(fuzz_${name} PRIVATE fuzz/fuzzer.cpp)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    return()
  endif()
  target_sources(fuzz_${name} PRIVATE fuzz/replay.cpp)
  add_dependencies(tests_of_parts fuzz_${name})
  add_test(NAME fuzz_${name} COMMAND fuzz_${name} ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/seeds/${name})
  set_tests_properties(fuzz_${name} PROPERTIES LABELS unit TIMEOUT 60)
  add_test(NAME fuzz_${name}_for_a_minute COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/run ${name} 60)
  set_tests_properties(fuzz_${name}_for_a_minute PROPERTIES LABELS nightly TIMEOUT 180)
endfunction()

foreach(name IN ITEMS cidr cookies csv email endpoint_url form json_body link_address mt4_reply mt5_reply multipart phone return_target search verify_cache)
  latchkey_fuzz(${name})
endforeach()
set_source_files_properties(fuzz/verify_cache_fuzz.cpp PROPERTIES
  COMPILE_DEFINITIONS "SOURCE_DIR=\"${CMAKE_SOURCE_DIR}\"")
