"""What visitors meet: parse the request, call an action, render. Flask lives here and nowhere below."""
