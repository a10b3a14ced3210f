# Trading platforms. Included, so that paths are those of the folder above.
set(simulator platforms/simulator.cpp)
latchkey_test(platforms_test unit platforms/mt5_hash_test.cpp platforms/mt5_reply_test.cpp platforms/mt5_request_test.cpp
  platforms/mt4_request_test.cpp settings/platform_rules_test.cpp)
latchkey_test(platform_client_test system ${simulator} platforms/mt5_client_test.cpp platforms/mt4_client_test.cpp
  platforms/platform_check_test.cpp)
latchkey_test(provisioner_test database ${simulator} platforms/provisioning.cpp platforms/provisioner_test.cpp
  platforms/account_care_test.cpp settings/key_rotation_test.cpp)

# Label nightly: a minute of random answers for each parser.
add_test(NAME fuzz_replies COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/run ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR} 60)
set_tests_properties(fuzz_replies PROPERTIES LABELS nightly TIMEOUT 300)
