import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** The stub answers each question with an answer to that question. */
class StubSentryTest {
    private static final String[][] ANSWERS = {
        {"dataset=errors&field=id", "events/errors.json"},
        {"dataset=errors&field=error.type&field=count%28%29", "events/errors-groups.json"},
        {"dataset=spans&field=id", "events/spans.json"},
        {"dataset=spans&field=transaction&field=count%28%29", "events/spans-groups.json"},
        {"dataset=logs&sort=-timestamp", "events/logs.json"}, {"dataset=tracemetrics", "events/metrics.json"},
        {"dataset=profiles", "events/profiles.json"},
        {"dataset=logs&sort=timestamp", "traces/logs.json"}, {"dataset=errors&sort=timestamp", "replays/errors.json"},
    };

    @Test
    void everyDatasetHasRowsOfItsOwn() throws Exception {
        WireMockServer sentry = StubSentry.start();
        try {
            for (String[] each : ANSWERS) {
                HttpRequest asked = HttpRequest
                    .newBuilder(URI.create(
                        "http://127.0.0.1:" + sentry.port() + "/api/0/organizations/acme-labs/events/?" + each[0]))
                    .build();
                assertEquals(Fixtures.text(each[1]),
                    HttpClient.newHttpClient().send(asked, HttpResponse.BodyHandlers.ofString()).body(), each[0]);
            }
        } finally {
            sentry.stop();
        }
    }
}
