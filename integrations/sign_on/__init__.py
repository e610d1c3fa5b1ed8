"""Single sign-on of the workspace's staff: OpenID Connect and SAML 2.0."""
