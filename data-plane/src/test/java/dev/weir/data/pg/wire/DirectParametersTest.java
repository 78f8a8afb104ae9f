package dev.weir.data.pg.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectParametersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "select a from t where a = $1",
                "SELECT \"a\" FROM \"t\" WHERE (\"t\".\"a\" = $1 AND 1=1) LIMIT $2 OFFSET $3",
                "select a from t where a in ($1,$2) and b >= $3 or c <> $4 order by 1",
                "insert into t (a, b) values ($1, $2), ($3, $4) returning id",
                "update t set a = $1, b = $2 where id = $3",
                "select lower($1::text), a + $2::int",
                "select a from t where $1 = a and b between $2 and $3",
                "select a from t where a like $1"
            })
    void seesParametersThatAreValues(String sql) {
        assertThat(DirectParameters.only(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select $1",
                "select a + $1 from t",
                "select a from t where a = $1 + 1",
                "select a from t where a = -$1",
                "select a from t where a = lower($1)",
                "select coalesce(a, $1) from t",
                "select case when a then b else $1 end",
                "select a -> $1 from t",
                "select a from t where a ->> $1 = 'x'",
                "insert into t select $1",
                "insert into t values (lower($1))",
                "select a from t where x + $1 = a",
                "select a from t where a in (b + $1)",
                "select a from t where a = U&'x' and b = $1"
            })
    void takesAllOthersForPartsOfExpressions(String sql) {
        assertThat(DirectParameters.only(sql)).isFalse();
    }
}
