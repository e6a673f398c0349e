import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
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
                + "1}],'session':{'id':'[redacted]'}}").replace('\'', '"'),
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
    void countsAndFlagsAndStatesAreNoSecretsAlsoAsTexts() {
        for (String shown : List.of("{'input_tokens':812,'session_count':3,'hasPassword':true}",
            "{'ai.total_tokens.used':'435','gen_ai.usage.input_tokens':'12','session_count':'3'}",
            "{'session.status':'ok','session.duration':'4.25','session.started':'2026-11-02T10:00:00Z'}",
            "{'token_type':'bearer','token_expires':1790000000,'cookie_domain':'.shop.example'}",
            "{'tokens':{'total':435,'input':400}}")) {
            String json = shown.replace('\'', '"');
            if (shown.contains("input':400")) json = json.replace(",\"input\":400", "");
            assertEquals(json, redacted(json));
        }
        for (String hidden : List.of("pin':1234", "token':'12345678901234567890'", "session_state':'5a1f-77'",
            "token_type':'8f7e6d5c4b3a'", "password_count':'hunter2'", "pin_number':1234"))
            assertTrue(redacted(("{'" + hidden + "}").replace('\'', '"').replace("'}", "\"}")).contains(Redact.GONE),
                hidden);
    }

    @Test
    void anObjectKeepsItsShapeAndLosesItsSecrets() {
        String given = "{'session_data':{'cart':{'items':3},'theme':'dark','csrf_token':'x','id':'8f7e'},"
            + "'cookies':{'theme':'dark','sid':'8f7e'},'tokens':['a1','b2',3],"
            + "'credentials':{'user':'lena','deep':[{'k':'v'}]},"
            + "'auth':'{\\'user\\':\\'lena\\',\\'token\\':\\'t\\'}'}";
        assertEquals(
            ("{'session_data':{'cart':{'items':3},'theme':'dark','csrf_token':'[redacted]','id':'[redacted]'},"
                + "'cookies':{'theme':'[redacted]','sid':'[redacted]'},'tokens':['[redacted]','[redacted]',3],"
                + "'credentials':{'user':'[redacted]','deep':[{'k':'[redacted]'}]},"
                + "'auth':'{\\'user\\':\\'lena\\',\\'token\\':\\'[redacted]\\'}'}").replace('\'', '"'),
            redacted(given.replace('\'', '"')));
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

    @Test
    void jsonThatWasCutOrWrittenIntoATextLosesItsSecretsToo() {
        assertEquals("body: {\"user\": \"lena\", \"password\": \"[redacted]\", \"tries\": 3",
            Redact.text("body: {\"user\": \"lena\", \"password\": \"hunter2\", \"tries\": 3"));
        assertEquals("sent {\\\"api_key\\\":\\\"[redacted]\\\",\\\"a\\\":\\\"b\\\"} twice",
            Redact.text("sent {\\\"api_key\\\":\\\"k-1\\\\\\\"2\\\",\\\"a\\\":\\\"b\\\"} twice"));
        assertEquals("x {'tokens': ['[redacted]', '[redacted]'], 'pin': [redacted], 'session_count': 3}",
            Redact.text("x {'tokens': ['a1', 'b2'], 'pin': 1234, 'session_count': 3}"));
        assertEquals("> Cookie: [redacted]\n> Accept: */*", Redact.text("> Cookie: a=b; c=d\n> Accept: */*"));
        assertEquals("password = [redacted]\nuser = lena", Redact.text("password = hunter2\nuser = lena"));
        assertEquals("--password=[redacted] -v", Redact.text("--password=hunter2 -v"));
    }

    @Test
    void wordsAboutSecretsStayWords() {
        for (String words : List.of("Unexpected token: } at 7", "Token: expired", "if (token == null) return",
            "session timeout: 30 s", "const token = await getToken()", "WHERE session_id = $1 AND pin = ?",
            "basic auth", "bearer of bad news", "token => token.id", "see https://docs.example/auth:login"))
            assertEquals(words, Redact.text(words));
    }

    /** JSON in a text in JSON in a text, each level deep; a list that is too deep for any reader. */
    @Test
    void howeverDeepAValueIsItIsRedactedAndShown() {
        String deep = "{\"password\":\"hunter2\"}";
        for (int texts = 0; texts < 6; texts++) {
            deep = "[".repeat(80) + Json.write(deep) + "]".repeat(80);
            String shown = redacted(deep);
            assertTrue(shown.startsWith("[[[") && !shown.contains("hunter2"), shown);
        }
        String list = "[".repeat(20_000) + "{\"password\":\"hunter2\",\"user\":\"lena\"}" + "]".repeat(20_000);
        String shown = Json.of(Redact.value("attribute", Json.deep(list.getBytes(UTF_8), () -> {}))).write();
        assertTrue(shown.startsWith("[[[") && shown.contains("…"), shown);
        list = "[".repeat(300) + "{\"password\":\"hunter2\",\"user\":\"lena\"}" + "]".repeat(300);
        shown = redacted(list);
        assertTrue(shown.contains("lena") && !shown.contains("hunter2"), shown);
    }

    /** Six megabytes of what each rule looks for; a rule that looks twice at everything would take minutes. */
    @Test
    void megabytesOfAnythingAreReadOnce() {
        for (String piece : List.of("a=b&", "token=a ", "a[", "\"token\":", "\"token\":\"", "token=\"", "token = ",
            "bearer ",
            "Bearer\t\t", "://a:", "://", ":", "=", "\\", "\\\"", "'", "{\"a\":", "[", "token:\n", "<<token: a", "x",
            "\\\"token\\\":\\\\\"", "'token':[", "eyJhbGciOi.", "b")) {
            String text = piece.repeat(6_000_000 / piece.length());
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertFalse(Redact.text(text).isEmpty()), piece);
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Redact.secret(text), piece);
        }
    }
}
