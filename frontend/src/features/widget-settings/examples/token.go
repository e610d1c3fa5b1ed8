package candor

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"os"
	"time"
)

const key = "%CANDOR_KEY%"

type User struct {
	ID, Email, Name   string
	HasConfirmedEmail bool
}

func Token(user User) (string, error) {
	header, err := part(map[string]any{"alg": "HS256", "typ": "JWT"})
	if err != nil {
		return "", err
	}
	claims, err := part(map[string]any{
		"sub":            user.ID,
		"aud":            key,
		"exp":            time.Now().Unix() + 900,
		"email":          user.Email,
		"email_verified": user.HasConfirmedEmail,
		"name":           user.Name,
	})
	if err != nil {
		return "", err
	}
	signed := header + "." + claims
	mac := hmac.New(sha256.New, []byte(os.Getenv("CANDOR_WIDGET_SECRET")))
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
}

func part(value map[string]any) (string, error) {
	text, err := json.Marshal(value)
	return base64.RawURLEncoding.EncodeToString(text), err
}
