# Three nodes of Galera on loopback. Included, so that paths are those of the folder above.
latchkey_test(cluster_test "cluster;nightly" cluster/galera_cluster_test.cpp)
set_tests_properties(cluster_test PROPERTIES TIMEOUT 1800 RUN_SERIAL ON)
