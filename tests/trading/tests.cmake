# Trading platforms. Included, so that paths are those of the folder above.
set(simulator trading/simulator.cpp)
latchkey_test(platforms_test unit trading/accounts/account_status_test.cpp trading/mt5/challenge_test.cpp trading/mt5/mt5_reply_test.cpp
  trading/mt5/mt5_request_test.cpp trading/mt4/mt4_request_test.cpp trading/settings/platform_rules_test.cpp)
latchkey_test(platform_client_test system ${simulator} trading/mt5/mt5_client_test.cpp trading/mt4/mt4_client_test.cpp
  trading/checks/platform_check_test.cpp)
latchkey_test(provisioner_test database ${simulator} trading/provisioning.cpp trading/provisioning/provisioner_test.cpp
  trading/provisioning/mt4_worker_test.cpp trading/provisioning/mt5_worker_test.cpp
  trading/provisioning/renewal_test.cpp trading/provisioning/renewal_faults_test.cpp)
set_tests_properties(provisioner_test PROPERTIES TIMEOUT 1200)
latchkey_test(account_care_test database ${simulator} trading/provisioning.cpp trading/settings/account_care_test.cpp
  trading/settings/look_again_test.cpp cli/upkeep/key_rotation_test.cpp cli/upkeep/prune_test.cpp)
