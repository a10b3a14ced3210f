# Three nodes of Galera on loopback. Included, so that paths are those of the folder above.
latchkey_test(cluster_test "cluster;nightly" cluster/galera_cluster_test.cpp)
latchkey_test(cluster_race_test "cluster;nightly" cluster/support/api_storm.cpp cluster/api_race_test.cpp
  cluster/customer_access_race_test.cpp cluster/erasing_race_test.cpp cluster/load_test.cpp cluster/report_test.cpp
  cluster/session_ends_test.cpp cluster/settings_race_test.cpp cluster/staff_race_test.cpp
  api/reports/lead_ledger.cpp)
target_link_libraries(cluster_race_test PRIVATE latchkey_customers_deposits latchkey_customers_import)
latchkey_test(cluster_lease_test "cluster;nightly" cluster/lease_test.cpp)
# One server, and twenty machines that ask it.
latchkey_test(session_looks_test nightly cluster/session_looks_test.cpp)
set_tests_properties(cluster_test cluster_race_test session_looks_test cluster_lease_test PROPERTIES TIMEOUT 1800 RUN_SERIAL ON)
add_test(NAME locking_reads COMMAND ${CMAKE_COMMAND} -DSOURCE_DIR=${CMAKE_SOURCE_DIR}
  -P ${CMAKE_CURRENT_SOURCE_DIR}/cluster/locking_reads.cmake)
set_tests_properties(locking_reads PROPERTIES LABELS house)
