package dev.logi.app

import dev.logi.app.feature.activity.LoginsState
import dev.logi.app.feature.activity.Note
import dev.logi.app.feature.activity.ReceiptState
import dev.logi.app.feature.home.HomeState
import dev.logi.app.feature.home.Waiting
import dev.logi.app.feature.reinstall.Reason
import dev.logi.app.feature.reinstall.ReinstallState
import dev.logi.app.feature.request.RequestState
import dev.logi.app.feature.result.End
import dev.logi.app.feature.result.ResultState
import dev.logi.app.feature.scanner.ScanState
import dev.logi.app.feature.scanner.Torch
import dev.logi.app.feature.settings.Detail
import dev.logi.app.feature.settings.Fault
import dev.logi.app.feature.settings.SettingsState
import dev.logi.app.feature.welcome.WelcomeState
import dev.logi.app.phone.Confirmation
import dev.logi.app.phone.Details
import dev.logi.app.phone.Problem
import dev.logi.core.Application
import dev.logi.core.Before
import dev.logi.core.Browser
import dev.logi.core.Decision
import dev.logi.core.Field
import dev.logi.core.LoginRequest
import dev.logi.core.ListedReceipt
import dev.logi.core.NoHandle
import dev.logi.core.ReceiptContent
import dev.logi.core.Relation
import dev.logi.core.ReturnUrl
import dev.logi.core.VerifiedReceipt
import java.time.Instant

/** Every state of every screen, by name. A new state without a sample does not pass [SamplesTest]. */
internal object Samples {
    val now: Instant = Instant.parse("2026-11-21T09:41:00Z")
    private const val SESSION = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

    val nickname = Field("preferred_name", "to greet you", false, Before.GRANTED, true)
    val fullName = Field("full_name", "on your invoice", false, Before.REFUSED, true)
    val email = Field("email", "to send receipts", false, null, true)
    val phoneNumber = Field("phone_number", "for the courier", false, null, false)

    fun request(
        relation: Relation = Relation.SAME_NETWORK,
        fields: List<Field> = listOf(nickname, email),
        secondScan: Boolean = false,
        name: String = "Northwind Books",
        label: String = "Firefox on Windows",
        country: String = "KR",
    ) = LoginRequest(SESSION, listOf("amber", "river"), Application("logi_1", name, "northwind.example"), fields, Browser(label, country, relation), listOf("openid"), "en", now.plusSeconds(581), secondScan)

    private fun presented(request: LoginRequest, granted: Set<String> = setOf("preferred_name")) = RequestState.Presented(request, granted, 581)

    val problems: Map<String, Problem> = mapOf(
        "not a logi code" to Problem.NotALogiCode,
        "wrong domain" to Problem.WrongDomain("logi-login.example"),
        "unsigned" to Problem.Unsigned,
        "bad signature" to Problem.BadSignature,
        "unknown key" to Problem.UnknownKey,
        "expired" to Problem.Expired,
        "clock off" to Problem.ClockOff,
        "link not scan" to Problem.LinkNotScan,
        "several codes" to Problem.SeveralCodes,
        "offline" to Problem.Offline,
        "not trusted" to Problem.NotTrusted,
        "already scanned" to Problem.AlreadyScanned,
        "stale" to Problem.Stale,
        "over" to Problem.Over,
        "anonymous refused" to Problem.AnonymousRefused(emptyList()),
        "anonymous refused, can link" to Problem.AnonymousRefused(listOf("Google", "Apple")),
        "phone refused" to Problem.PhoneRefused,
        "subject taken" to Problem.SubjectTaken,
        "not set up" to Problem.NotSetUp,
        "busy" to Problem.Busy(90),
        "update needed" to Problem.UpdateNeeded,
        "bad binding" to Problem.BadBinding,
        "not confirmed" to Problem.NotConfirmed,
        "key lost" to Problem.KeyLost,
        "key locked" to Problem.KeyLocked,
        "key unavailable" to Problem.KeyUnavailable,
        "store full" to Problem.StoreFull,
        "store damaged" to Problem.StoreDamaged,
        "not genuine" to Problem.NotGenuine,
        "unexpected" to Problem.Unexpected("4f1c09"),
    )

    val welcome: Map<String, WelcomeState> = mapOf(
        "opening" to WelcomeState.Opening,
        "ready" to WelcomeState.Ready(Confirmation.BIOMETRIC),
        "ready, screen lock" to WelcomeState.Ready(Confirmation.SCREEN_LOCK),
        "no lock" to WelcomeState.Ready(Confirmation.NONE),
        "working" to WelcomeState.Working,
        "failed" to WelcomeState.Failed(Problem.Offline),
    )

    val home: Map<String, HomeState> = mapOf(
        "opening" to HomeState.Opening,
        "renewing" to HomeState.Renewing,
        "ready" to HomeState.Ready(emptyList()),
        "ready, an approval waits" to HomeState.Ready(listOf(Waiting(SESSION, Decision.APPROVE, "Northwind Books"))),
        "ready, a denial waits" to HomeState.Ready(listOf(Waiting(SESSION, Decision.DENY, "Northwind Books"))),
        "failed" to HomeState.Failed(Problem.StoreDamaged),
    )

    val scanner: Map<String, ScanState> = mapOf(
        "asking permission" to ScanState.AskingPermission(false),
        "permission refused" to ScanState.PermissionRefused(false),
        "no camera" to ScanState.NoCamera(false),
        "searching" to ScanState.Searching(false, Torch.OFF),
        "searching, light on" to ScanState.Searching(false, Torch.ON),
        "searching once more" to ScanState.Searching(true),
        "judging" to ScanState.Judging(false, false),
        "judging a picture" to ScanState.Judging(false, true),
        "nothing in the picture" to ScanState.Refused(false, Problem.NotALogiCode, true),
        "refused" to ScanState.Refused(false, Problem.WrongDomain("logi-login.example"), false),
    )

    /** A refusal for each problem; they differ in their words alone. */
    val refusals: Map<String, ScanState> = problems.mapKeys { "refused, ${it.key}" }.mapValues { ScanState.Refused(false, it.value, false) }

    val request: Map<String, RequestState> = mapOf(
        "checking" to RequestState.Checking,
        "presented" to presented(request()),
        "presented, all kinds of fields" to presented(request(fields = listOf(nickname.copy(required = true, before = null), email, fullName, phoneNumber))),
        "presented, unfolded" to presented(request(fields = listOf(email, fullName))).copy(isUnfolded = true),
        "presented, nothing asked" to presented(request(Relation.SAME_COUNTRY, emptyList()), emptySet()),
        "presented, other country" to presented(request(Relation.DIFFERENT_COUNTRY, label = "Chrome on Linux", country = "NL"), emptySet()),
        "presented, unknown place" to presented(request(Relation.UNKNOWN, country = "unknown")),
        "presented, second scan" to presented(request(secondScan = true)),
        "presented, value missing" to presented(request(fields = listOf(phoneNumber.copy(required = true), email))),
        "presented, long name" to presented(request(name = "The Cooperative Society of Independent Booksellers of the North")),
        "presented, last minute" to presented(request()).copy(secondsLeft = 42),
        "presented, not confirmed" to presented(request()).copy(problem = Problem.NotConfirmed),
        "presented, storage full" to presented(request()).copy(problem = Problem.StoreFull),
        "approving" to presented(request()).copy(deciding = Decision.APPROVE),
        "declining" to presented(request()).copy(deciding = Decision.DENY),
        "not presented" to RequestState.NotPresented(Problem.AlreadyScanned),
        "not presented, offline" to RequestState.NotPresented(Problem.Offline),
    )

    val result: Map<String, ResultState> = mapOf(
        "sending approval" to ResultState.Sending(Decision.APPROVE),
        "sending denial" to ResultState.Sending(Decision.DENY),
        "approval kept, offline" to ResultState.Unsent(Decision.APPROVE, Problem.Offline),
        "denial kept, offline" to ResultState.Unsent(Decision.DENY, Problem.Offline),
        "approval kept, busy" to ResultState.Unsent(Decision.APPROVE, Problem.Busy(30)),
        "approved, back to the browser" to ResultState.Over(End.APPROVED, ReturnUrl(NoHandle), true),
    ) + End.entries.associate { it.name.lowercase().replace('_', ' ') to ResultState.Over(it) }

    private fun receipt(application: String, at: String, verified: Boolean = true) =
        ListedReceipt(SESSION, ReceiptContent("logi_1", application, "northwind.example", listOf("email"), Instant.parse(at)), verified)

    val logins: Map<String, LoginsState> = mapOf(
        "loading" to LoginsState.Loading,
        "empty" to LoginsState.Listed(emptyList()),
        "listed" to LoginsState.Listed(listOf(receipt("Northwind Books", "2026-11-21T09:40:00Z"), receipt("Notes", "2026-11-19T18:02:00Z"), receipt("Harbour Library", "2026-10-02T07:15:00Z", false), ListedReceipt(SESSION, null, false))),
        "failed" to LoginsState.Failed(Problem.Offline),
    )

    val verified = VerifiedReceipt(SESSION, "https://api.1pass.dev", Instant.parse("2026-11-21T09:40:00Z"), "Northwind Books", "northwind.example", listOf("preferred_name", "email"))

    val receipt: Map<String, ReceiptState> = mapOf(
        "checking" to ReceiptState.Checking,
        "verified" to ReceiptState.Verified(verified, "{}"),
        "verified, nothing shared" to ReceiptState.Verified(verified.copy(granted = emptyList()), "{}"),
        "saved" to ReceiptState.Verified(verified, "{}", Note.SAVED),
        "not saved" to ReceiptState.Verified(verified, "{}", Note.NOT_SAVED),
        "not genuine" to ReceiptState.Failed(Problem.NotGenuine),
    )

    private val details = Details("Mina", null, "mina@mail.example", null)
    private val shown = SettingsState.Shown(details, Confirmation.BIOMETRIC)

    val settings: Map<String, SettingsState> = mapOf(
        "loading" to SettingsState.Loading,
        "shown" to shown,
        "shown, screen lock" to shown.copy(confirmation = Confirmation.SCREEN_LOCK),
        "shown, lock removed" to shown.copy(confirmation = Confirmation.NONE),
        "saved" to shown.copy(isSaved = true),
        "offline" to SettingsState.Offline(Confirmation.BIOMETRIC, Problem.Offline),
        "editing" to SettingsState.Editing(shown),
        "editing, faults" to SettingsState.Editing(shown, mapOf(Detail.EMAIL to Fault.NO_ADDRESS, Detail.FULL_NAME to Fault.TOO_LONG)),
        "saving" to SettingsState.Editing(shown, saving = details),
        "not saved" to SettingsState.Editing(shown, problem = Problem.Offline),
    )

    val reinstall: Map<String, ReinstallState> =
        Reason.entries.associate { "asking, ${it.name.lowercase().replace('_', ' ')}" to ReinstallState.Asking(it) } + mapOf(
            "confirming" to ReinstallState.Confirming(Reason.REINSTALLED),
            "working" to ReinstallState.Working(Reason.REINSTALLED),
            "failed" to ReinstallState.Failed(Reason.STORE_LOST, Problem.StoreFull),
        )
}
