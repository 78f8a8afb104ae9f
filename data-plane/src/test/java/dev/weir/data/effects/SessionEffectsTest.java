package dev.weir.data.effects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionEffectsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select aid, abalance from pgbench_accounts where aid = $1",
                "SELECT \"id\", \"User\".\"name\" FROM \"public\".\"User\" WHERE (\"id\" = $1 AND 1=1) LIMIT $2 OFFSET $3",
                "insert into t (a, b) values ($1, lower($2)) returning id",
                "insert into \"public\".\"User\" (\"a\") select count(*) from x where a in (1, 2)",
                "insert into s.t(a) values (1) on conflict (a) do update set b = coalesce(t.b, 1)",
                "update t set a = a + 1 where exists (select 1 from u where u.id = t.id)",
                "with x as materialized (select now()) select * from x",
                "(select 1) union all (select 2)",
                "select $1::numeric(10, 2), 'set_config(' || $$set_config('a')$$, $x$ ' $x$",
                "select E'it\\'s set_config(', 1 -- set_config('a', 'b', false)",
                "/* set_config( /* nested */ */ select 1;",
                "show search_path",
                "merge into t using s on (t.a = s.a) when matched then delete",
                "select sum(x) over (partition by y order by z rows between 1 preceding and current row) from t",
                "select cast(a as varchar(3)), b::timestamp(3) from t where a = any($1) and b not in (1)",
            })
    void seesThatNothingChanges(String sql) {
        assertThat(SessionEffects.none(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-- nothing",
                "set search_path = x",
                "select set_config('a', 'b', false)",
                "select SET_CONFIG ('a', 'b', false)",
                "select set_config/* */('a', 'b', false)",
                "select \"set_config\"('a', 'b', false)",
                "select pg_catalog.set_config('a', 'b', false)",
                "select mine.lower('a')",
                "select pg_advisory_lock(1)",
                "select nextval('s')",
                "select mine($1)",
                "select 1 into temp t",
                "with x as (select 1) select * into t from x",
                "create temp table t(n int)",
                "listen x",
                "declare c cursor with hold for select 1",
                "prepare p as select 1",
                "begin",
                "do $$ begin perform set_config('a', 'b', false); end $$",
                "call p()",
                "insert into t select set_config('a', 'b', false)",
                "insert into t (a) select * from mine(1)",
                "insert into t values (1) returning mine(a)",
                "select 'a' 'unfinished",
                "select $$ unfinished",
                "select U&\"\\0073et_config\"('a', 'b', false)",
                "explain analyze select set_config('a', 'b', false)",
            })
    void takesAllElseToChangeSomething(String sql) {
        assertThat(SessionEffects.none(sql)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "with x as (select 1) select * from x",
                "select 'update' from t where a = $1",
                "select \"update\" from t",
                "table t"
            })
    void knowsWhatOnlyReads(String sql) {
        assertThat(SessionEffects.of(sql)).isEqualTo(SessionEffects.Effect.READS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into t values (1)",
                "with x as (delete from t returning a) select * from x",
                "select * from t for update",
                "select * from t for no key update skip locked",
                "select * from t for key share",
                "update t set a = 1"
            })
    void takesWhatWritesOrLocksForNoRead(String sql) {
        assertThat(SessionEffects.of(sql)).isEqualTo(SessionEffects.Effect.WRITES);
    }
}
