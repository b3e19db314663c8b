package dev.logi.story

import dev.logi.core.BeginException
import dev.logi.core.EnrolException
import dev.logi.core.AccountException
import dev.logi.core.FrameReading
import dev.logi.core.Installation
import dev.logi.core.LoginException
import dev.logi.core.LoginState
import dev.logi.core.OpenException
import dev.logi.core.ReceiptException
import dev.logi.core.StoreFault

// How things are written down in the transcript: `tests/bindings/story.md`.

fun Enum<*>.word(): String = name.split('_').joinToString("") { it.lowercase().replaceFirstChar(Char::uppercase) }

private fun Any.variant(): String = this::class.simpleName.orEmpty()

fun Installation.word(): String = if (this is Installation.Ask) "Ask.${doubt.word()}" else variant()

fun LoginState?.word(): String =
    when (this) {
        null -> "none"
        is LoginState.Answering -> "Answering(${decision.word()}, $application, $domain)"
        else -> variant()
    }

fun FrameReading.word(): String = if (this is FrameReading.Codes) "Codes(${seen.reveal().size})" else variant()

private fun StoreFault.word(): String = if (this is StoreFault.NewerVersion) "NewerVersion($record)" else variant()

fun Throwable.word(): String =
    when (this) {
        is BeginException.WrongDomain -> "WrongDomain($host)"
        is LoginException.FieldRequired -> "FieldRequired($field)"
        is LoginException.FieldNotOffered -> "FieldNotOffered($field)"
        else -> fault()?.let { "${variant()}.$it" } ?: variant()
    }

private fun Throwable.fault(): String? =
    when (this) {
        is LoginException.Refused -> refusal.kind.variant()
        is LoginException.Key -> fault.word()
        is LoginException.Network -> fault.word()
        is LoginException.Store -> fault.word()
        is EnrolException.Key -> fault.word()
        is EnrolException.Network -> fault.word()
        is EnrolException.Store -> fault.word()
        is AccountException.Key -> fault.word()
        is AccountException.Network -> fault.word()
        is AccountException.Store -> fault.word()
        is BeginException.Key -> fault.word()
        is BeginException.Network -> fault.word()
        is BeginException.Store -> fault.word()
        is ReceiptException.Key -> fault.word()
        is ReceiptException.Network -> fault.word()
        is ReceiptException.Store -> fault.word()
        is OpenException.Network -> fault.word()
        is OpenException.Store -> fault.word()
        else -> null
    }

/** What went wrong, in the story's words; nothing going wrong fails the teller. */
suspend fun refusal(work: suspend () -> Unit): String {
    val error = runCatching { work() }.exceptionOrNull() ?: throw AssertionError("nothing was refused")
    return error.word()
}
