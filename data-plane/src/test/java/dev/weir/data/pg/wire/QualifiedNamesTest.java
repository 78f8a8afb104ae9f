package dev.weir.data.pg.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QualifiedNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "SELECT \"public\".\"User\".\"id\" FROM \"public\".\"User\" WHERE 1=1 LIMIT $1",
                "select a from s.t, s.u where t.a = u.a",
                "select a from s.t join lateral (select b from only s.u) as x(b, c) on true, s.v",
                "insert into s.t (a, b) values ($1, $2) on conflict (a) do update set b = 1",
                "update s.t set a = $1::text, b = $2::\"s\".\"mood\" where c = 1 returning a, b",
                "delete from s.t using s.u where t.a = u.a",
                "select a from s.t for update",
                "select a from s.t where b in (select c from s.u) for update of t skip locked"
            })
    void seesThatEachTableHasItsSchema(String sql) {
        assertThat(QualifiedNames.only(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select a from t",
                "SELECT a FROM \"t\"",
                "select a from s.t, u",
                "select a from s.t join u on true",
                "select a from s.t join (select b from u) x on true",
                "select a from s.t where b in (select c from u)",
                "select a from s.t join s.u on f(t.a, u.a), v",
                "insert into t values (1)",
                "insert into s.t select a from u",
                "update t set a = 1",
                "update only t set a = 1",
                "delete from t",
                "delete from s.t using u",
                "table t",
                "select 'SAD'::mood",
                "select 'SAD'::\"Mood\"",
                "select a from s.t where a = '"
            })
    void takesAnyOtherForOneThatDependsOnTheSearchPath(String sql) {
        assertThat(QualifiedNames.only(sql)).isFalse();
    }
}
