// The cluster that the other tests of this folder stand on.
#include "cluster/support/galera_cluster.hpp"

#include <boost/test/unit_test.hpp>

namespace latchkey::test {

BOOST_AUTO_TEST_SUITE(galera_cluster)

BOOST_AUTO_TEST_CASE(nodes_have_the_schema_and_each_other_s_writes) {
  GaleraCluster cluster;
  for (std::size_t i = 0; i < GaleraCluster::size; ++i) {
    BOOST_TEST(cluster.status(i, "wsrep_cluster_size") == "3");
    const auto db = cluster.connect(i);
    db->execute("INSERT INTO roles (id, name, created_at) VALUES (?, ?, UTC_TIMESTAMP(6))",
                {Uuid::make(), "role " + std::to_string(i)});
  }
  for (std::size_t i = 0; i < GaleraCluster::size; ++i) {
    db::Connection db(cluster.tcp_config(i));
    BOOST_TEST(db.query("SELECT 1 FROM roles WHERE name LIKE 'role _'").size() == GaleraCluster::size);
  }
}

BOOST_AUTO_TEST_CASE(nodes_go_and_come_back) {
  GaleraCluster cluster;
  cluster.kill(2);
  BOOST_TEST(holds_within(std::chrono::seconds{20}, [&] { return cluster.status(0, "wsrep_cluster_size") == "2"; }));
  cluster.start(2);
  BOOST_TEST(cluster.status(0, "wsrep_cluster_size") == "3");
  cluster.freeze(1);
  BOOST_TEST(holds_within(std::chrono::seconds{20}, [&] { return cluster.status(0, "wsrep_cluster_size") == "2"; }));
  cluster.thaw(1);
  BOOST_TEST(holds_within(std::chrono::seconds{30}, [&] { return cluster.status(0, "wsrep_cluster_size") == "3"; }));
  cluster.wait_until_synced(1);
  cluster.cut_off(1);
  BOOST_TEST(
      holds_within(std::chrono::seconds{20}, [&] { return cluster.status(1, "wsrep_cluster_status") != "Primary"; }));
  cluster.reconnect(1);
  cluster.wait_until_synced(1);
  cluster.shut_down(0);
  cluster.start(0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace latchkey::test
