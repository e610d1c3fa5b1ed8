require "json"
require "openssl"

KEY = "%CANDOR_KEY%"
SECRET = ENV.fetch("CANDOR_WIDGET_SECRET")

def part(bytes)
  [bytes].pack("m0").tr("+/", "-_").delete("=")
end

def candor_token(user)
  header = { alg: "HS256", typ: "JWT" }
  claims = {
    sub: user[:id],
    aud: KEY,
    exp: Time.now.to_i + 900,
    email: user[:email],
    email_verified: user[:has_confirmed_email],
    name: user[:name]
  }
  signed = [header, claims].map { |each| part(JSON.generate(each)) }.join(".")
  "#{signed}.#{part(OpenSSL::HMAC.digest("SHA256", SECRET, signed))}"
end
