// The page of /claim and of /sign-in. What it sends and gets is in claim.go and passkey.go.
const { base, texts } = JSON.parse(document.getElementById("config").textContent);
const get = (id) => document.getElementById(id);
const [said, fault, signedOut, signedIn] = ["said", "fault", "out", "in"].map(get);

/** A sentence for the reader. */
class Fault extends Error {}

/** request asks the server, and returns what it answers. */
async function request(method, path, body) {
	let response;
	try {
		response = await fetch(base + path, {
			method, headers: body && { "Content-Type": "application/json" }, body: body && JSON.stringify(body),
		});
	} catch {
		throw new Fault(texts.offline);
	}
	if (response.status === 204) {
		return undefined;
	}
	const answer = await response.json().catch(() => ({}));
	if (!response.ok) {
		throw Object.assign(new Fault(answer.text ?? texts["fault.internal"]), { status: response.status });
	}
	return answer;
}

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (bytes) =>
	btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const withBytes = (one) => ({ ...one, id: toBytes(one.id) });

/** ceremony has the browser make a passkey, or sign with one, and sends the server what comes of it. */
async function ceremony(begin, finish, ask) {
	const { ceremony: name, options } = await request("POST", begin);
	options.challenge = toBytes(options.challenge);
	let made;
	try {
		made = await ask(options);
	} catch {
		throw new Fault(texts.cancelled); // browsers do not say why
	}
	const response = {};
	for (const key of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
		if (made.response[key]) {
			response[key] = toText(made.response[key]);
		}
	}
	const answer = { id: made.id, rawId: toText(made.rawId), type: made.type, response, clientExtensionResults: {} };
	return request("POST", finish, { ceremony: name, answer });
}

const makePasskey = () =>
	ceremony("api/passkey/begin", "api/passkey/finish", (options) =>
		navigator.credentials.create({
			publicKey: {
				...options, user: withBytes(options.user), excludeCredentials: options.excludeCredentials?.map(withBytes),
			},
		}));
const usePasskey = () =>
	ceremony("api/passkey/ask", "api/passkey/answer", (options) => navigator.credentials.get({ publicKey: options }));

/** show shows who is signed in; undefined: nobody. */
function show(account) {
	said.textContent = account ? texts.signedIn.replace("%s", account.name) : "";
	get("claim")?.toggleAttribute("hidden", true);
	signedOut.hidden = account !== undefined;
	signedIn.hidden = account === undefined;
	if (!window.PublicKeyCredential) {
		get("passkey").hidden = true;
		get("sign-in").disabled = true;
	}
}

/** doing has a button do something, once at a time, and shows what went wrong. */
function doing(control, event, action) {
	control.addEventListener(event, async (e) => {
		e.preventDefault();
		const button = e.submitter ?? control;
		fault.textContent = "";
		button.disabled = true;
		try {
			await action();
		} catch (error) {
			if (!(error instanceof Fault)) {
				throw error;
			}
			fault.textContent = error.message;
		} finally {
			button.disabled = false;
		}
	});
}

doing(get("sign-in"), "click", async () => {
	await usePasskey();
	location.assign(get("teach").href);
});
doing(get("add"), "click", async () => {
	await makePasskey();
	said.textContent = texts.added;
	get("passkey").hidden = true;
	get("teach").focus();
});
doing(get("sign-out"), "click", async () => {
	await request("POST", "sign-out");
	show(undefined);
});

const claim = get("claim");
const token = location.hash.slice(1);
if (!window.isSecureContext) {
	fault.textContent = texts.insecure; // and the link is not spent
} else if (claim && token) {
	history.replaceState(null, "", location.pathname); // not for who looks at the history later
	claim.hidden = false;
	doing(claim, "submit", async () => show(await request("POST", "claim", { token, name: get("name").value })));
} else {
	if (claim) {
		fault.textContent = texts.noToken;
	}
	const account = await request("GET", "api/account").catch((error) => {
		if (error.status !== 401) {
			fault.textContent = error.message;
		}
		return undefined;
	});
	show(account);
}
