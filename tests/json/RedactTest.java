import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.json.Json;
import tools.json.Redact;

class RedactTest {
    private static String redacted(String json) { return Json.of(Redact.values(Json.read(json))).write(); }

    @Test
    void valuesUnderNamesOfSecretsAreReplacedAndOthersStay() {
        assertEquals(
            ("{'user':'lena','Password':'[redacted]','api_key':'[redacted]','deep':[{'X-CSRF-Token':'[redacted]','n':"
                + "1}],'session':'[redacted]'}").replace('\'', '"'),
            redacted(
                ("{'user':'lena','Password':'p','api_key':'k','deep':[{'X-CSRF-Token':'t','n':1}],'session':{'id':1},"
                    + "'gone':null}").replace('\'', '"')));
    }

    @Test
    void pairsCountAsNameAndValue() {
        assertEquals(
            ("[['Accept','*/*'],['Authorization','[redacted]'],{'key':'cookie','value':'[redacted]'},{'name':'os',"
                + "'value':'linux'}]").replace('\'', '"'),
            redacted(
                ("[['Accept','*/*'],['Authorization','Bearer "
                    + "abc'],{'key':'cookie','value':'a=b'},{'name':'os','value':'linux'}]").replace('\'', '"')));
    }

    @Test
    void aNameIsASecretsByItsPartsOrItsWords() {
        for (String name : List.of("password", "DB_PASSWD", "clientSecret", "access-token", "X-Api-Key", "Set-Cookie",
            "sessionid", "aws_credentials", "privateKey",
            "auth", "x-auth", "oauth", "mysql_pwd", "csrfmiddlewaretoken", "userPin")) {
            assertTrue(Redact.secret(name), name);
        }
        for (String name : List.of("author", "authority", "user", "key", "pinned", "passenger", "compass", "url", "id",
            "keyboard")) assertFalse(Redact.secret(name), name);
    }

    @Test
    void countsAndFlagsAreNoSecrets() {
        String counts = "{\"input_tokens\":812,\"session_count\":3,\"hasPassword\":true}";
        assertEquals(counts, redacted(counts));
        assertEquals("{\"pin\":\"[redacted]\"}", redacted("{\"pin\":1234}"));
    }

    @Test
    void textsLoseTheSecretsThatTheirFormGivesAway() {
        assertEquals("https://shop.example/pay?cart=7&token=[redacted]&x=1#t",
            Redact.text("https://shop.example/pay?cart=7&token=abc&x=1#t"));
        assertEquals("sid=[redacted]; theme=dark", Redact.text("sid=8f7e; theme=dark"));
        assertEquals("postgres://[redacted]@db.example/app", Redact.text("postgres://app:hunter2@db.example/app"));
        assertEquals("sent Bearer [redacted] twice", Redact.text("sent Bearer eyJhbGciOi.J9 twice"));
        assertEquals("{\"password\":\"[redacted]\",\"cart\":7}", Redact.text("{\"password\": \"x\", \"cart\": 7}"));
        assertEquals("where a = b and c=d", Redact.text("where a = b and c=d"));
    }
}
