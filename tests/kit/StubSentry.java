import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.junit.Stubbing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import tools.sentry.Links;

/** The made-up organization acme-labs, served over HTTP on loopback: the routes of the test cases. */
final class StubSentry {
    private StubSentry() {}

    /** A Sentry for the tests of a class, which knows nothing before each of them. */
    static WireMockExtension empty() {
        return empty(WireMockConfiguration.options());
    }

    static WireMockExtension empty(WireMockConfiguration configuration) {
        return WireMockExtension.newInstance().options(configuration.bindAddress("127.0.0.1").dynamicPort())
            .configureStaticDsl(false).build();
    }

    /** A server that is running; with a key store it speaks TLS too. */
    static WireMockServer start(WireMockConfiguration configuration) {
        WireMockServer server = new WireMockServer(configuration.bindAddress("127.0.0.1").disableRequestJournal());
        server.start();
        serve(server, Cases.all());
        return server;
    }

    static WireMockServer start() { return start(WireMockConfiguration.options().dynamicPort()); }

    /**
     * The first case that names a path answers for it; a route that asks for more of a query goes before one that asks
     * for less.
     */
    static void serve(Stubbing server, List<Case> cases) {
        server.stubFor(WireMock.any(WireMock.anyUrl()).atPriority(10)
            .willReturn(WireMock.jsonResponse("{\"detail\":\"The requested resource does not exist\"}", 404)));
        server.stubFor(WireMock.get(WireMock.urlPathEqualTo("/api/0/")).willReturn(WireMock.okJson(
            "{\"version\":\"0\",\"auth\":{\"scopes\":[\"org:read\",\"project:read\",\"project:write\",\"team:read\","
                + "\"team:write\",\"event:read\",\"event:write\",\"alerts:read\",\"alerts:write\"]},\"user\":{\"id\":"
                + "\"770011\"}}")));
        // An organization that takes its time: to see progress and to try cancelling.
        server.stubFor(WireMock.get(WireMock.urlPathEqualTo("/api/0/organizations/slow/teams/"))
            .willReturn(WireMock.okJson("[]").withFixedDelay(4_000)));
        List<Case> last = new ArrayList<>(cases);
        Collections.reverse(last);
        for (Case each : last) {
            for (Case.Route route : each.routes()) {
                // An identifier may hold a slash: a route's path does not say which slashes separate segments, so
                // either form will do.
                StringBuilder path = new StringBuilder("/api/0");
                for (String segment : route.path().split("/"))
                    path.append(path.length() > 6 ? "(?:/|%2F)" : "/").append(Pattern.quote(Links.encode(segment)));
                path.append('/');
                MappingBuilder mapping = WireMock.request(route.method(), WireMock.urlPathMatching(path.toString()))
                    .atPriority(Math.max(1, 5 - route.query().size()));
                route.query().forEach((name, value) -> mapping.withQueryParam(name, WireMock.equalTo(value)));
                ResponseDefinitionBuilder response = route.bytes() != null
                    ? WireMock.aResponse().withBody(route.bytes()) : WireMock.aResponse().withBody(route.body());
                response.withHeader("Content-Type", route.type());
                if (route.next() != null) {
                    response.withHeader("Link", "<http://127.0.0.1/api/0/" + route.path() + "/?cursor=" + route.next()
                        + ">; rel=\"next\"; results=\"true\"; cursor=\"" + route.next() + "\"");
                }
                server.stubFor(mapping.willReturn(response));
            }
        }
    }
}
