package dev.logi

import android.app.Activity
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.view.Surface
import dev.logi.core.Account
import dev.logi.core.BeginException
import dev.logi.core.Choice
import dev.logi.core.Doubt
import dev.logi.core.Installation
import dev.logi.core.KeyFault
import dev.logi.core.LoginException
import dev.logi.core.LoginRequest
import dev.logi.core.LoginState
import dev.logi.core.Source
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch

// What docs/guide/embed-the-core/kotlin.md shows, word for word; GuideTest compares them.

val yourPins = """{"keys":[]}"""

fun modeFor(context: Context): PresenceMode? = when (PresenceMode.BIOMETRIC.availability(context)) {
    PresenceAvailability.READY -> PresenceMode.BIOMETRIC
    // The phone has a sensor: ask its owner to add a finger or a face, and come back.
    PresenceAvailability.NOT_SET_UP -> null
    // It has none. Offer the other mode by its name, or do not.
    PresenceAvailability.NOT_POSSIBLE -> PresenceMode.DEVICE_CREDENTIAL
}

suspend fun openLogi(context: Context): Logi {
    val options = LogiOptions(
        issuer = "https://api.1pass.dev",
        pins = yourPins,
        linkHost = "open.1pass.dev",
        presence = PresenceMode.BIOMETRIC,
    )
    return Logi.open(context, options) { application, domain ->
        PromptText(title = "Log in to $application?", subtitle = domain, cancel = "Cancel")
    }
}

suspend fun settleIn(logi: Logi, ask: suspend (Doubt) -> Choice): Account =
    when (val found = logi.installation()) {
        is Installation.Enrolled -> found.account
        is Installation.Ask -> {
            logi.settle(ask(found.doubt))
            logi.enrol()
        }
        Installation.Fresh, Installation.Unanswered, is Installation.TokenRefused -> logi.enrol()
    }

suspend fun scan(logi: Logi, scanner: CameraScanner, preview: Surface, refused: (BeginException) -> Unit): Login {
    scanner.start(preview)
    while (true) {
        val texts = scanner.codes.first()
        try {
            return logi.beginOneOf(texts).also { scanner.stop() }
        } catch (refusal: BeginException) {
            // Nothing was sent. `WrongDomain.host` says whose code it is.
            refused(refusal)
        }
    }
}

suspend fun openedBy(logi: Logi, intent: Intent): Login? {
    val link = logi.links.read(intent) ?: return null
    return try {
        logi.begin(link, Source.LINK)
    } catch (_: BeginException.LinkNotScan) {
        null // genuine, but a link is not a scan: open the camera
    }
}

interface RequestScreen {
    fun show(request: LoginRequest)

    fun waiting()

    fun ended(state: LoginState)
}

suspend fun follow(login: Login, screen: RequestScreen) = login.use {
    login.updates.collect { update ->
        when (update) {
            is LoginUpdate.Waiting -> screen.waiting()
            is LoginUpdate.At -> when (val state = update.state) {
                is LoginState.Presented -> screen.show(state.request)
                else -> screen.ended(state)
            }
        }
    }
}

suspend fun approve(login: Login, granted: Set<String>, explain: (KeyFault) -> Unit) {
    try {
        login.approve(granted)
    } catch (error: LoginException.Key) {
        explain(error.fault) // NOT_CONFIRMED: nothing happened; INVALIDATED: offer to start fresh
    }
}

fun backTo(activity: Activity, approved: LoginState.Approved) {
    val way = approved.returnUrl?.reveal() ?: return
    activity.startActivity(Intent(Intent.ACTION_VIEW, Uri.parse(way)))
}

fun resume(logi: Logi, scope: CoroutineScope) = scope.launch {
    for (login in logi.unansweredLogins()) login.use { it.updates.collect {} }
}
