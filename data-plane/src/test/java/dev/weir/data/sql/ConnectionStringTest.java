package dev.weir.data.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConnectionStringTest {
    @Test
    void findsUserPasswordAndDatabase() {
        assertThat(ConnectionString.parse("postgresql://shop:k%65y@db.example:5432/main?a=b/c@d"))
                .isEqualTo(new ConnectionString("shop", "key", "main"));
        assertThat(ConnectionString.parse("postgres://shop@db.example"))
                .isEqualTo(new ConnectionString("shop", null, ""));
        assertThat(ConnectionString.parse("postgres://db.example/m%C3%A4in#x"))
                .isEqualTo(new ConnectionString("", null, "mäin"));
        assertThat(ConnectionString.parse("postgres://a:b@c:d@h/x"))
                .isEqualTo(new ConnectionString("a", "b@c:d", "x"));
        assertThat(ConnectionString.parse("postgres://a:p@h?options=x%3Dy"))
                .isEqualTo(new ConnectionString("a", "p", ""));
    }

    @Test
    void refusesOtherForms() {
        for (var text :
                new String[] {
                    "",
                    "shop",
                    "mysql://a:b@c/d",
                    "://",
                    "postgres://a:%zz@h/d",
                    "postgres://a:%4@h/d",
                    "postgres://" + "x".repeat(ConnectionString.MAX_LENGTH)
                }) {
            assertThatThrownBy(() -> ConnectionString.parse(text)).isInstanceOf(BadRequest.class);
        }
    }

    @Test
    void showsNoPassword() {
        assertThat(ConnectionString.parse("postgres://a:secret@h/d").toString())
                .doesNotContain("secret");
    }
}
