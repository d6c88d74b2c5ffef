"""An OpenID Connect provider with an account picker, mounted once for residents and once for employees."""
