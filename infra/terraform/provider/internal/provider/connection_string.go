package provider

import (
	"fmt"
	"hash/crc32"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

const checksumDigits = 6

var (
	keyForm    = regexp.MustCompile(`^weir_([a-z0-9-]{1,16})_([a-z0-9-]{1,16})_[0-9A-Za-z]{38,92}$`)
	prefixForm = regexp.MustCompile(`^weir_[a-z0-9-]{1,16}_[a-z0-9-]{1,16}_$`)
)

// keyText joins a key's prefix, its secret and the checksum of both: the CRC-32 as six digits of base 62.
func keyText(prefix, secret string) (string, error) {
	if !prefixForm.MatchString(prefix) {
		return "", fmt.Errorf("'%s' is no prefix of a key: use the attribute prefix of weir_api_key", prefix)
	}
	if !secretForm.MatchString(secret) {
		return "", fmt.Errorf("the secret must be 32 to 86 letters and digits, and has %d characters", len(secret))
	}
	body := prefix + secret
	return body + checksum(body), nil
}

func checksum(body string) string {
	digits := [checksumDigits]byte{}
	rest := crc32.ChecksumIEEE([]byte(body))
	for i := checksumDigits - 1; i >= 0; i-- {
		digits[i] = base62[rest%uint32(len(base62))]
		rest /= uint32(len(base62))
	}
	return string(digits[:])
}

// checkKey gives the environment's and the key's id of a key that is whole.
func checkKey(key string) (environment, id string, err error) {
	parts := keyForm.FindStringSubmatch(key)
	if parts == nil || checksum(key[:len(key)-checksumDigits]) != key[len(key)-checksumDigits:] {
		return "", "", fmt.Errorf("the API key is mistyped or cut: it must be weir_<environment>_<id>_<secret> with its checksum")
	}
	return parts[1], parts[2], nil
}

// connectionString gives the URL with which an application reaches an environment.
func connectionString(form, endpoint, key, database string) (string, error) {
	environment, _, err := checkKey(key)
	if err != nil {
		return "", err
	}
	address, err := url.Parse(endpoint)
	if err != nil || address.Host == "" || (address.Scheme != "http" && address.Scheme != "https") {
		return "", fmt.Errorf("the endpoint must be an address such as https://db.weir.example.com")
	}
	switch form {
	case "prisma":
		scheme := map[string]string{"https": "prisma", "http": "prisma+postgres"}[address.Scheme]
		if scheme == "prisma+postgres" && !isLocal(address.Hostname()) {
			return "", fmt.Errorf("Prisma clients speak TLS with every host but localhost: the endpoint must begin with https://")
		}
		if scheme == "prisma+postgres" {
			// Only this name makes a Prisma client speak plain HTTP.
			return scheme + "://" + net.JoinHostPort("localhost", orPort(address, "80")) + "/?api_key=" + key, nil
		}
		return scheme + "://" + address.Host + "/?api_key=" + key, nil
	case "sql":
		return "postgresql://" + environment + ":" + key + "@" + address.Host + "/" + url.PathEscape(database), nil
	}
	return "", fmt.Errorf("the form must be prisma or sql, not '%s'", form)
}

func isLocal(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

func orPort(address *url.URL, standard string) string {
	if address.Port() == "" {
		return standard
	}
	return address.Port()
}

// parsed is what a connection string says.
type parsed struct {
	form, host, environment, keyID, key, database string
	port                                          int64
}

func parseConnectionString(text string) (parsed, error) {
	address, err := url.Parse(strings.TrimSpace(text))
	if err != nil || address.Host == "" {
		return parsed{}, fmt.Errorf("not a connection string of Weir: it begins with prisma://, prisma+postgres:// or postgresql://")
	}
	p := parsed{host: address.Hostname()}
	standard := "443"
	switch address.Scheme {
	case "prisma", "prisma+postgres":
		p.form, p.key = "prisma", address.Query().Get("api_key")
		if address.Scheme == "prisma+postgres" && isLocal(p.host) {
			standard = "80"
		}
	case "postgresql", "postgres":
		p.form, p.database = "sql", strings.TrimPrefix(address.Path, "/")
		p.key, _ = address.User.Password()
	default:
		return parsed{}, fmt.Errorf("not a connection string of Weir: it begins with %s://", address.Scheme)
	}
	if p.environment, p.keyID, err = checkKey(p.key); err != nil {
		return parsed{}, err
	}
	p.port, err = strconv.ParseInt(orPort(address, standard), 10, 32)
	return p, err
}
