package tools.shell;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Who vouches for a host: the JDK's own authorities, and further ones. */
public final class Authorities {
    private Authorities() {}

    /** @param pem certificates in PEM form. @throws GeneralSecurityException when there is none */
    public static SSLContext with(InputStream pem) throws IOException, GeneralSecurityException {
        KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
        all.load(null, null);
        int number = 0;
        TrustManagerFactory own = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        own.init((KeyStore) null);
        for (TrustManager manager : own.getTrustManagers()) {
            if (manager instanceof X509TrustManager known) for (Certificate authority : known.getAcceptedIssuers())
                all.setCertificateEntry("own-" + number++, authority);
        }
        Collection<? extends Certificate> further = CertificateFactory.getInstance("X.509").generateCertificates(pem);
        if (further.isEmpty()) throw new GeneralSecurityException("no certificate");
        for (Certificate authority : further) all.setCertificateEntry("file-" + number++, authority);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(all);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
