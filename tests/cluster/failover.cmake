# Servers that die, hang, are cut off or change their parts, with web machines before them. Included, so that paths are
# those of the folder above.
latchkey_test(cluster_failover_test "cluster;nightly" cluster/clocks_test.cpp cluster/failover_test.cpp
  cluster/haproxy_test.cpp cluster/node_clock_test.cpp cluster/promotion_test.cpp cluster/support/fastcgi_client.cpp cluster/support/machines.cpp
  cluster/support/proxy.cpp cluster/support/visitors.cpp cluster/support/web_machine.cpp)
set_tests_properties(cluster_failover_test PROPERTIES TIMEOUT 1800 RUN_SERIAL ON)
foreach(program latchkey latchkey-customers latchkey-login latchkey-session)
  add_dependencies(cluster_failover_test ${program})
endforeach()
